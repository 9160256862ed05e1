package com.example.index;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Answers over HTTP until it is stopped. */
final class Service {
    private static final int SECONDS_FOR_OPEN_REQUESTS = 5;

    private final String greeting;
    private final Health health;
    private final ExecutorService workers = Executors.newFixedThreadPool(8);
    private HttpServer server;

    Service(String greeting, Health health) {
        this.greeting = greeting;
        this.health = health;
    }

    /** Listens on {@code port} (0: any free one) and returns the port. */
    int listen(int port) throws IOException {
        server = HttpServer.create(new InetSocketAddress(port), 0);
        server.setExecutor(workers);
        server.createContext("/health", exchange -> answer(exchange, 200, "application/json", health.json()));
        server.createContext("/", this::greet);
        server.start();
        return server.getAddress().getPort();
    }

    /** Takes no new requests and lets the open ones end. */
    void stop() {
        workers.shutdown();
        try {
            workers.awaitTermination(SECONDS_FOR_OPEN_REQUESTS, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        // HttpServer's own delay always lasts its full time when no request is open.
        server.stop(0);
    }

    private void greet(HttpExchange exchange) throws IOException {
        // The shared ingress sends /index on as it is.
        String path = exchange.getRequestURI().getPath();
        boolean known = path.equals("/") || path.equals("/index") || path.equals("/index/");
        answer(exchange, known ? 200 : 404, "text/plain; charset=utf-8", known ? greeting + "\n" : "not found\n");
    }

    private static void answer(HttpExchange exchange, int status, String type, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, body.length);
        try (var out = exchange.getResponseBody()) {
            out.write(body);
        }
    }
}

package com.example.index;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceTest {
    private final Service service = new Service("Hello from dev", new Health("1.0.0", "3f1c2ab.20260711-0930"));
    private int port;

    @BeforeEach
    void listen() throws IOException {
        port = service.listen(0);
    }

    @AfterEach
    void stop() {
        service.stop();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/index", "/index/"})
    void greetsAsTheEnvironmentSays(String path) throws Exception {
        assertEquals("Hello from dev\n", get(path).body());
    }

    @Test
    void saysWhatRunsHere() throws Exception {
        assertEquals(
                "{\"status\":\"UP\",\"version\":\"1.0.0\",\"revision\":\"3f1c2ab.20260711-0930\"}",
                get("/health").body());
    }

    @Test
    void knowsNoOtherPath() throws Exception {
        assertEquals(404, get("/admin").statusCode());
    }

    private HttpResponse<String> get(String path) throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }
}

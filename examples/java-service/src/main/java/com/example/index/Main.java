package com.example.index;

import java.io.IOException;
import java.nio.file.Path;

/** Starts the service with what the environment gives, and stops it when the container is told to end. */
public final class Main {
    private Main() {
    }

    public static void main(String[] args) {
        try {
            start(Environment.of(System.getenv()));
        } catch (IOException | IllegalArgumentException failure) {
            System.err.println("index cannot start: " + failure.getMessage());
            System.exit(1);
        }
    }

    static void start(Environment environment) throws IOException {
        AppConfig config = AppConfig.read(environment.appConfig());
        Service service = new Service(config.greeting("Hello"), environment.health());
        int port = service.listen(environment.port());
        Runtime.getRuntime().addShutdownHook(new Thread(service::stop));
        System.out.println("index " + environment.revision() + " listens on port " + port);
    }

    /** What the chart sets in the container. */
    record Environment(int port, Path appConfig, String revision) {
        static Environment of(java.util.Map<String, String> variables) {
            return new Environment(
                    Integer.parseInt(variables.getOrDefault("PORT", "8080")),
                    Path.of(variables.getOrDefault("APP_CONFIG", "/app/config/app.yml")),
                    variables.getOrDefault("REVISION", "unknown"));
        }

        Health health() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new Health(version == null ? "development" : version, revision);
        }
    }
}

package com.example.index;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The AppConfig file of the environment: lines of {@code key: value}, the plain part of YAML. */
final class AppConfig {
    private final Map<String, String> values;

    private AppConfig(Map<String, String> values) {
        this.values = values;
    }

    /** A file that is not there is an empty one, so that the service starts on a desk too. */
    static AppConfig read(Path file) throws IOException {
        return parse(Files.exists(file) ? Files.readString(file) : "");
    }

    static AppConfig parse(String text) {
        Map<String, String> values = new HashMap<>();
        for (String line : text.split("\\R")) {
            int colon = line.indexOf(':');
            if (line.isBlank() || line.startsWith("#") || line.startsWith("---")) {
                continue;
            }
            if (colon < 1) {
                throw new IllegalArgumentException("AppConfig: \"" + line + "\" is not \"key: value\"");
            }
            values.put(line.substring(0, colon).strip(), unquoted(line.substring(colon + 1).strip()));
        }
        return new AppConfig(values);
    }

    String greeting(String fallback) {
        return values.getOrDefault("greeting", fallback);
    }

    private static String unquoted(String value) {
        boolean quoted = value.length() > 1 && (value.startsWith("\"") || value.startsWith("'"))
                && value.charAt(0) == value.charAt(value.length() - 1);
        return quoted ? value.substring(1, value.length() - 1) : value;
    }
}

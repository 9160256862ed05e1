package com.example.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class AppConfigTest {
    @Test
    void readsThePlainPartOfYaml() {
        String text = "---\n# of dev\ngreeting: \"Hello: dev\"\n\nother: 1\n";
        assertEquals("Hello: dev", AppConfig.parse(text).greeting("none"));
    }

    @Test
    void doesWithoutAFile() throws IOException {
        assertEquals("Hello", AppConfig.read(Path.of("no/such/file")).greeting("Hello"));
    }

    @Test
    void refusesALineThatSaysNothing() {
        assertThrows(IllegalArgumentException.class, () -> AppConfig.parse("greeting\n"));
    }
}

package com.example.index;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class HealthTest {
    @Test
    void staysJsonWhateverTheRevisionIs() {
        assertEquals(
                "{\"status\":\"UP\",\"version\":\"1\",\"revision\":\"a\\\"b\\\\c\\u000a\"}",
                new Health("1", "a\"b\\c\n").json());
    }
}

package com.example.index;

/** What runs here: the version of the project and the revision that was deployed. */
record Health(String version, String revision) {
    String json() {
        return "{\"status\":\"UP\",\"version\":" + quoted(version) + ",\"revision\":" + quoted(revision) + "}";
    }

    private static String quoted(String text) {
        StringBuilder json = new StringBuilder("\"");
        for (char character : text.toCharArray()) {
            if (character == '"' || character == '\\') {
                json.append('\\').append(character);
            } else if (character < ' ') {
                json.append(String.format("\\u%04x", (int) character));
            } else {
                json.append(character);
            }
        }
        return json.append('"').toString();
    }
}

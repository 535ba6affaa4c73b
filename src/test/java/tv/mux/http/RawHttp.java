package tv.mux.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** An HTTP client that sends a path exactly as given. HTTP libraries would normalise it. */
record RawHttp(int port) {
    private static final int TIMEOUT_MS = 10_000;

    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Reply(int status, Map<String, String> headers, byte[] body) {
        String text() {
            return new String(body, StandardCharsets.ISO_8859_1);
        }

        String header(String name) {
            return headers.get(name.toLowerCase(Locale.ROOT));
        }
    }

    Reply get(String path, String... headers) throws IOException {
        return request("GET", path, headers);
    }

    /** Sends one request on a new connection, and reads until the server closes the connection. */
    Reply request(String method, String path, String... headers) throws IOException {
        try (Socket socket = connect()) {
            send(socket, head(method, path, headers) + "Connection: close\r\n\r\n");
            return parse(socket.getInputStream().readAllBytes());
        }
    }

    static String head(String method, String path, String... headers) {
        StringBuilder out = new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: mux\r\n");
        Arrays.stream(headers).forEach(header -> out.append(header).append("\r\n"));
        return out.toString();
    }

    Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(TIMEOUT_MS);
        return socket;
    }

    static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Reads one response from a connection that stays open. */
    static Reply read(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("the connection ended within the response head: " + head);
            }
            head.write(next);
        }
        Reply reply = parse(head.toByteArray());
        int length = Integer.parseInt(reply.headers().getOrDefault("content-length", "0"));
        return new Reply(reply.status(), reply.headers(), in.readNBytes(length));
    }

    private static Reply parse(byte[] all) throws IOException {
        String text = new String(all, StandardCharsets.ISO_8859_1);
        int end = text.indexOf("\r\n\r\n");
        if (end < 0) {
            throw new IOException("no response head in " + all.length + " bytes: " + text);
        }
        Map<String, String> headers = new TreeMap<>();
        String[] lines = text.substring(0, end).split("\r\n", -1);
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            headers.merge(
                    lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
                    lines[i].substring(colon + 1).strip(),
                    (one, two) -> one + " | " + two);
        }
        return new Reply(
                Integer.parseInt(lines[0].substring(9, 12)), headers, Arrays.copyOfRange(all, end + 4, all.length));
    }
}

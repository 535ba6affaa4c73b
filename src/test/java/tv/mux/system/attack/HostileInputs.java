package tv.mux.system.attack;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.GZIPOutputStream;

/** A server of inputs that try to exhaust the memory of their reader. Each attack has its own live playlist. */
final class HostileInputs implements AutoCloseable {
    private static final int PACKET_BYTES = 188;
    private static final int SEGMENTS = 6;
    private static final int CHUNK_BYTES = 64 << 10;
    private static final int BOMB_MB = 300;

    private final HttpServer server;
    private final Buffer chunk = packets(CHUNK_BYTES);
    private final Buffer bomb;

    /** The attacks. Each one has the text with which Mux refuses the input. */
    enum Attack {
        /** A tag of 80 KB without a separator. */
        LONG_TAG("allowed are 8192 characters in the line"),
        /** A megabyte of tags just below the limit of a line. The segments do not exist. */
        MANY_LONG_TAGS("HTTP status 404"),
        /** 15,000 variants and 5,000 audio renditions. */
        GIANT_MASTER("allowed are 64 audio renditions"),
        /** A playlist that never ends. */
        ENDLESS_PLAYLIST("is larger than"),
        /** Segments that never end. Mux refuses the size of one segment, or of two simultaneous segments. */
        ENDLESS_SEGMENT("bytes"),
        /** Small segments that inflate to 300 MB. */
        GZIP_BOMB("bytes"),
        /** Segments with a Content-Length of 10 GB. */
        ANNOUNCED("has 10737418240 bytes; allowed are");

        private final String refusal;

        Attack(String refusal) {
            this.refusal = refusal;
        }

        /** Part of the log line with which Mux refuses the input. */
        String refusal() {
            return refusal;
        }
    }

    private HostileInputs(Vertx vertx) throws IOException {
        bomb = bomb();
        server = vertx.createHttpServer()
                .requestHandler(this::respond)
                .listen(0, "127.0.0.1")
                .await();
    }

    /** Starts the server. */
    static HostileInputs serve(Vertx vertx) throws IOException {
        return new HostileInputs(vertx);
    }

    /** URL of the playlist of an attack. */
    String url(Attack attack) {
        return "http://127.0.0.1:" + server.actualPort() + "/" + attack + "/live.m3u8";
    }

    @Override
    public void close() {
        server.close().await();
    }

    private void respond(HttpServerRequest request) {
        Attack attack = Attack.valueOf(request.path().split("/", 3)[1]);
        HttpServerResponse response = request.response();
        response.exceptionHandler(e -> {}); // Mux is expected to close the connection.
        if (request.path().endsWith(".m3u8")) {
            playlist(attack, response);
            return;
        }
        switch (attack) {
            case ENDLESS_SEGMENT -> writeEndlessly(response, chunk);
            case GZIP_BOMB -> response.putHeader("Content-Encoding", "gzip").end(bomb);
            case ANNOUNCED -> {
                response.putHeader("Content-Length", "10737418240");
                writeEndlessly(response, chunk);
            }
            default -> response.setStatusCode(404).end();
        }
    }

    private void playlist(Attack attack, HttpServerResponse response) {
        long now = System.currentTimeMillis() / 1000;
        StringBuilder text = new StringBuilder("#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXT-X-MEDIA-SEQUENCE:" + now + "\n");
        switch (attack) {
            case LONG_TAG ->
                text.append("#EXT-X-KEY:").append("A".repeat(80_000)).append('\n');
            case MANY_LONG_TAGS -> text.append(("#EXT-X-KEY:METHOD=NONE," + "A".repeat(8000) + "\n").repeat(125));
            case GIANT_MASTER -> {
                text.setLength(0);
                text.append("#EXTM3U\n");
                text.append("#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"g\",NAME=\"n\",URI=\"a\"\n".repeat(5000));
                text.append("#EXT-X-STREAM-INF:BANDWIDTH=1,AUDIO=\"g\"\nv\n".repeat(15_000));
            }
            case ENDLESS_PLAYLIST -> {
                writeEndlessly(response, Buffer.buffer(text + "#\n".repeat(CHUNK_BYTES / 2)));
                return;
            }
            default -> {}
        }
        if (attack != Attack.GIANT_MASTER) {
            for (long n = now; n < now + SEGMENTS; n++) {
                text.append("#EXTINF:1,\n").append(n).append(".ts\n");
            }
        }
        response.end(text.toString());
    }

    private static void writeEndlessly(HttpServerResponse response, Buffer chunk) {
        if (response.headers().get("Content-Length") == null) {
            response.setChunked(true);
        }
        write(response, chunk);
    }

    /**
     * Writes the next chunk when the previous one is sent, so that the event loop can also handle a closed connection.
     */
    private static void write(HttpServerResponse response, Buffer chunk) {
        if (!response.closed()) {
            response.write(chunk).onSuccess(written -> write(response, chunk));
        }
    }

    /** Null packets of a transport stream. */
    private static Buffer packets(int bytes) {
        Buffer packets = Buffer.buffer(bytes);
        for (int n = 0; n < bytes / PACKET_BYTES; n++) {
            packets.appendByte((byte) 0x47)
                    .appendByte((byte) 0x1f)
                    .appendByte((byte) 0xff)
                    .appendByte((byte) 0x10);
            packets.appendBytes(new byte[PACKET_BYTES - 4]);
        }
        return packets;
    }

    private static Buffer bomb() throws IOException {
        byte[] part = packets(PACKET_BYTES * 5600).getBytes();
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(packed)) {
            for (int mb = 0; mb < BOMB_MB; mb++) {
                out.write(part);
            }
        }
        return Buffer.buffer(packed.toByteArray());
    }
}

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

/** A server whose inputs are made to exhaust whoever reads them: each a live playlist under a name of its own. */
final class HostileInputs implements AutoCloseable {
    private static final int PACKET = 188;
    private static final int SEGMENTS = 6;
    private static final int CHUNK = 64 << 10;
    private static final int BOMB_MB = 300;

    private final HttpServer server;
    private final Buffer chunk = packets(CHUNK);
    private final Buffer bomb;

    /** What an input does. */
    enum Kind {
        /** A tag of 80 KB that is one word. */
        LONG_TAG("allowed are 8192 characters in the line"),
        /** A megabyte of tags, each just within the bound of a line; its segments are not there. */
        MANY_LONG_TAGS("HTTP status 404"),
        /** 15,000 variants and 5,000 audio renditions. */
        GIANT_MASTER("allowed are 64 audio renditions"),
        /** A playlist without an end. */
        ENDLESS_PLAYLIST("is larger than"),
        /** Segments without an end: refused for their own size, or for that of two at a time. */
        ENDLESS_SEGMENT("bytes"),
        /** Segments that are small, and inflate to 300 MB. */
        GZIP_BOMB("bytes"),
        /** Segments that are announced with 10 GB. */
        ANNOUNCED("has 10737418240 bytes; allowed are");

        private final String refusal;

        Kind(String refusal) {
            this.refusal = refusal;
        }

        /** What Mux says of it. */
        String refusal() {
            return refusal;
        }
    }

    private HostileInputs(Vertx vertx) throws IOException {
        bomb = bomb();
        server = vertx.createHttpServer()
                .requestHandler(this::answer)
                .listen(0, "127.0.0.1")
                .await();
    }

    /** Starts the server. */
    static HostileInputs serve(Vertx vertx) throws IOException {
        return new HostileInputs(vertx);
    }

    /** Where an input is read. */
    String head(Kind kind) {
        return "http://127.0.0.1:" + server.actualPort() + "/" + kind + "/live.m3u8";
    }

    @Override
    public void close() {
        server.close().await();
    }

    private void answer(HttpServerRequest request) {
        Kind kind = Kind.valueOf(request.path().split("/", 3)[1]);
        HttpServerResponse response = request.response();
        response.exceptionHandler(e -> {}); // It is cut off: that is the point.
        if (request.path().endsWith(".m3u8")) {
            playlist(kind, response);
            return;
        }
        switch (kind) {
            case ENDLESS_SEGMENT -> endless(response, chunk);
            case GZIP_BOMB -> response.putHeader("Content-Encoding", "gzip").end(bomb);
            case ANNOUNCED -> {
                response.putHeader("Content-Length", "10737418240");
                endless(response, chunk);
            }
            default -> response.setStatusCode(404).end();
        }
    }

    private void playlist(Kind kind, HttpServerResponse response) {
        long now = System.currentTimeMillis() / 1000;
        StringBuilder text = new StringBuilder("#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXT-X-MEDIA-SEQUENCE:" + now + "\n");
        switch (kind) {
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
                endless(response, Buffer.buffer(text + "#\n".repeat(CHUNK / 2)));
                return;
            }
            default -> {}
        }
        if (kind != Kind.GIANT_MASTER) {
            for (long n = now; n < now + SEGMENTS; n++) {
                text.append("#EXTINF:1,\n").append(n).append(".ts\n");
            }
        }
        response.end(text.toString());
    }

    private static void endless(HttpServerResponse response, Buffer chunk) {
        if (response.headers().get("Content-Length") == null) {
            response.setChunked(true);
        }
        write(response, chunk);
    }

    /** A chunk once the one before is taken, so that this event loop also hears of a connection that is gone. */
    private static void write(HttpServerResponse response, Buffer chunk) {
        if (!response.closed()) {
            response.write(chunk).onSuccess(written -> write(response, chunk));
        }
    }

    /** Null packets of a transport stream. */
    private static Buffer packets(int bytes) {
        Buffer packets = Buffer.buffer(bytes);
        for (int n = 0; n < bytes / PACKET; n++) {
            packets.appendByte((byte) 0x47)
                    .appendByte((byte) 0x1f)
                    .appendByte((byte) 0xff)
                    .appendByte((byte) 0x10);
            packets.appendBytes(new byte[PACKET - 4]);
        }
        return packets;
    }

    private static Buffer bomb() throws IOException {
        byte[] part = packets(PACKET * 5600).getBytes();
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(packed)) {
            for (int mb = 0; mb < BOMB_MB; mb++) {
                out.write(part);
            }
        }
        return Buffer.buffer(packed.toByteArray());
    }
}

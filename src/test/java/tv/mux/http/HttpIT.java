package tv.mux.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tv.mux.http.RawHttp.Reply;
import tv.mux.model.Segment;
import tv.mux.playlist.MediaPlaylist;

/** Tests the responses to single requests. */
class HttpIT {
    @RegisterExtension
    final LiveServer live = new LiveServer();

    @Test
    void answers503UntilTheFirstSegment() throws Exception {
        Reply playlist = live.http().get(View.STREAM);
        assertThat(playlist.status()).isEqualTo(503);
        assertThat(playlist.header("Retry-After")).isEqualTo("1");
        assertThat(playlist.header("Cache-Control")).isEqualTo("no-store");
        assertThat(playlist.header("Access-Control-Allow-Origin")).isEqualTo("*");
        assertThat(live.http().get("/health").text()).isEqualTo("{\"status\":\"ok\",\"stream_ready\":false}");

        live.publish(100);

        Reply health = live.http().get("/health");
        assertThat(health.status()).isEqualTo(200);
        assertThat(health.header("Content-Type")).isEqualTo("application/json");
        assertThat(health.text()).isEqualTo("{\"status\":\"ok\",\"stream_ready\":true}");
        assertThat(live.http().request("HEAD", "/health").body()).isEmpty();
    }

    @Test
    void servesThePlaylist() throws Exception {
        live.publish(100);

        Reply playlist = live.http().get(View.STREAM);

        assertThat(playlist.status()).isEqualTo(200);
        assertThat(playlist.text())
                .isEqualTo(MediaPlaylist.text(live.index().read().result().orElseThrow())
                        .orElseThrow());
        assertThat(playlist.header("Content-Type")).isEqualTo("application/vnd.apple.mpegurl");
        assertThat(playlist.header("Cache-Control")).isEqualTo("max-age=1");
        assertThat(playlist.header("Vary")).isEqualToIgnoringCase("Accept-Encoding");
        assertThat(playlist.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(playlist.header("Date")).matches("\\w{3}, \\d\\d \\w{3} \\d{4} \\d\\d:\\d\\d:\\d\\d GMT");
        assertThat(live.http().get(View.STREAM + "?_=1&x=../..").text()).isEqualTo(playlist.text());
        assertThat(live.http().get("http://elsewhere" + View.STREAM).text()).isEqualTo(playlist.text());
    }

    @Test
    void answersHeadAsGetWithoutABody() throws Exception {
        Segment segment = live.publish(1_234);
        for (String path : new String[] {View.STREAM, LiveServer.path(segment)}) {
            Reply get = live.http().get(path);
            Reply head = live.http().request("HEAD", path);
            assertThat(head.body()).isEmpty();
            assertThat(head.status()).isEqualTo(200);
            assertThat(head.header("Content-Length")).isEqualTo(Integer.toString(get.body().length));
            assertThat(head.headers().keySet()).isEqualTo(get.headers().keySet());
        }
        assertThat(live.http()
                        .request("HEAD", LiveServer.path(segment), "Range: bytes=0-1")
                        .status())
                .isEqualTo(200);
        assertThat(live.http().request("HEAD", "/nothing").status()).isEqualTo(404);
    }

    @Test
    void compressesPlaylistsIfTheClientAcceptsGzip() throws Exception {
        live.publish(100);
        Reply plain = live.http().get(View.STREAM);
        Reply gzip = live.http().get(View.STREAM, "Accept-Encoding: deflate, gzip;q=0.5");

        assertThat(gzip.header("Content-Encoding")).isEqualTo("gzip");
        assertThat(new GZIPInputStream(new ByteArrayInputStream(gzip.body())).readAllBytes())
                .isEqualTo(plain.body());
        assertThat(gzip.header("ETag")).isNotEqualTo(plain.header("ETag"));
        assertThat(live.http().get(View.STREAM, "Accept-Encoding: gzip;q=0").header("Content-Encoding"))
                .isNull();
        assertThat(live.http()
                        .request("HEAD", View.STREAM, "Accept-Encoding: gzip")
                        .header("Content-Length"))
                .isEqualTo(Integer.toString(gzip.body().length));
    }

    @Test
    void answers304IfTheEntityTagMatches() throws Exception {
        Segment segment = live.publish(100);
        for (String path : new String[] {View.STREAM, LiveServer.path(segment)}) {
            Reply first = live.http().get(path);
            String tag = first.header("ETag");
            assertThat(tag).matches("\"[^\"]+\"");
            for (String header : new String[] {tag, "W/" + tag, "\"x\", " + tag, "*"}) {
                Reply again = live.http().get(path, "If-None-Match: " + header, "Range: bytes=0-1");
                assertThat(again.status()).isEqualTo(304);
                assertThat(again.body()).isEmpty();
                assertThat(again.header("ETag")).isEqualTo(tag);
                assertThat(again.header("Cache-Control")).isEqualTo(first.header("Cache-Control"));
                assertThat(again.header("Content-Length")).isNull();
            }
            assertThat(live.http().get(path, "If-None-Match: \"x\"").status()).isEqualTo(200);
        }
        String before = live.http().get(View.STREAM).header("ETag");
        live.publish(100);
        assertThat(live.http().get(View.STREAM, "If-None-Match: " + before).status())
                .isEqualTo(200);
    }

    @Test
    void servesSegmentsFromMemory() throws Exception {
        Segment segment = live.publish(100_000);
        Files.delete(live.segmentsDir().resolve(segment.file()));

        Reply reply = live.http().get(LiveServer.path(segment));

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body()).isEqualTo(FakeIndex.bytes(segment));
        assertThat(reply.header("Content-Type")).isEqualTo("video/mp2t");
        assertThat(reply.header("Content-Length")).isEqualTo("100000");
        assertThat(reply.header("Cache-Control")).isEqualTo("public, max-age=90, immutable");
        assertThat(reply.header("Accept-Ranges")).isEqualTo("bytes");
        assertThat(reply.header("ETag")).isEqualTo("\"1-r\"");
    }

    @Test
    void servesRangesFromMemoryAndFromDisk() throws Exception {
        Segment past = live.publish(1_000);
        for (int i = 0; i < FakeIndex.LIST_SIZE; i++) {
            live.publish(1_000);
        }
        Segment last = live.index().read().result().orElseThrow().segments().get(FakeIndex.LIST_SIZE);
        assertThat(live.http().get(View.STREAM).text()).doesNotContain(past.file());
        for (Segment segment : new Segment[] {past, last}) {
            byte[] bytes = FakeIndex.bytes(segment);
            String path = LiveServer.path(segment);
            assertThat(live.http().get(path).body()).isEqualTo(bytes);
            range(live.http().get(path, "Range: bytes=10-19"), bytes, 10, 20);
            range(live.http().get(path, "Range: bytes=990-"), bytes, 990, 1_000);
            range(live.http().get(path, "Range: bytes=-1"), bytes, 999, 1_000);
            range(live.http().get(path, "Range: bytes=0-5000"), bytes, 0, 1_000);
            range(live.http().get(path, "Range: bytes=0-0", "If-Range: \"" + segment.msn() + "-r\""), bytes, 0, 1);
            assertThat(live.http()
                            .get(path, "Range: bytes=0-0", "If-Range: \"x\"")
                            .body())
                    .isEqualTo(bytes);
            assertThat(live.http().get(path, "Range: bytes=0-0,2-2").body()).isEqualTo(bytes);
            Reply beyond = live.http().get(path, "Range: bytes=1000-");
            assertThat(beyond.status()).isEqualTo(416);
            assertThat(beyond.header("Content-Range")).isEqualTo("bytes */1000");
            assertThat(beyond.body()).isEmpty();
        }
    }

    private static void range(Reply reply, byte[] bytes, int from, int to) {
        assertThat(reply.status()).isEqualTo(206);
        assertThat(reply.header("Content-Range")).isEqualTo("bytes " + from + "-" + (to - 1) + "/" + bytes.length);
        assertThat(reply.header("Content-Length")).isEqualTo(Integer.toString(to - from));
        assertThat(reply.body()).isEqualTo(Arrays.copyOfRange(bytes, from, to));
    }

    @Test
    void allowsCrossOriginRequests() throws Exception {
        Segment segment = live.publish(100);
        for (String path : new String[] {View.STREAM, LiveServer.path(segment), "/health"}) {
            Reply preflight = live.http()
                    .request(
                            "OPTIONS",
                            path,
                            "Origin: https://player.example",
                            "Access-Control-Request-Method: GET",
                            "Access-Control-Request-Headers: range");
            assertThat(preflight.status()).isEqualTo(204);
            assertThat(preflight.body()).isEmpty();
            assertThat(preflight.header("Content-Length")).isNull();
            assertThat(preflight.header("Access-Control-Allow-Origin")).isEqualTo("*");
            assertThat(preflight.header("Access-Control-Allow-Methods")).isEqualTo("GET, HEAD, OPTIONS");
            assertThat(preflight.header("Access-Control-Allow-Headers")).isEqualTo("Range, If-None-Match");
            assertThat(preflight.header("Access-Control-Max-Age")).isNotNull();
            assertThat(live.http().get(path, "Origin: https://player.example").header("Access-Control-Allow-Origin"))
                    .isEqualTo("*");
            assertThat(live.http().get(path).header("Access-Control-Expose-Headers"))
                    .isEqualTo("Content-Length, Content-Range, ETag, Date");
        }
        assertThat(live.http().get("/nothing").header("Access-Control-Allow-Origin"))
                .isEqualTo("*");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/live",
                "/live/",
                "/nothing",
                "/live/1-x.ts",
                "/live/secret",
                "/secret",
                "/live/../secret",
                "/live/../segments/1-r.ts",
                "/live/..%2fsecret",
                "/live/%2e%2e/secret",
                "/live/%2e%2e%2fsecret",
                "/live/%252e%252e%252fsecret",
                "/live/..%5csecret",
                "/live/..\\secret",
                "/live//1-r.ts",
                "/live/./1-r.ts",
                "/live/%2fetc%2fpasswd",
                "/live//etc/passwd",
                "//etc/passwd",
                "/live/1-r.ts%00",
                "/live/1-r.ts%00.m3u8",
                "/live/1-r.ts/",
                "/live/1-r.ts;x",
                "/live/%31-r.ts",
                "/live%2f1-r.ts",
                "/LIVE/1-r.ts",
                "/live/stream_0/1-r.ts",
                "/live/%",
                "/live/%zz",
                "/live/\u00e9",
                "*",
                "live/1-r.ts",
                "..",
            })
    void answers404ForPathsThatAreNotInTheIndex(String path) throws Exception {
        Files.writeString(live.segmentsDir().resolveSibling("secret"), "secret");
        Files.writeString(live.segmentsDir().resolve("secret"), "secret");
        live.publish(100);

        Reply reply = live.http().get(path);

        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.text()).isEqualTo("Not Found\n");
        assertThat(reply.header("Cache-Control")).isEqualTo("no-store");
        assertThat(live.http().request("POST", path).status()).isEqualTo(404);
    }

    @Test
    void answers405WithTheAllowedMethods() throws Exception {
        Segment segment = live.publish(100);
        for (String path : new String[] {View.STREAM, LiveServer.path(segment), "/health"}) {
            for (String method : new String[] {"POST", "PUT", "DELETE", "PATCH", "TRACE", "PROPFIND"}) {
                Reply reply = live.http().request(method, path, "Content-Length: 0");
                assertThat(reply.status()).isEqualTo(405);
                assertThat(reply.header("Allow")).isEqualTo("GET, HEAD, OPTIONS");
            }
        }
    }

    @Test
    void refusesLongRequestLinesAndHeaders() throws Exception {
        assertThat(live.http().get("/" + "x".repeat(5_000)).status()).isEqualTo(414);
        assertThat(live.http().get("/health", "X: " + "x".repeat(17_000)).status())
                .isEqualTo(431);
        assertThat(live.http().get("/health").status()).isEqualTo(200);
    }

    @Test
    void countsRequestsAndBytes() throws Exception {
        Segment segment = live.publish(1_000);
        double before = live.registry().counter("mux.http.bytes").count();

        live.http().get(LiveServer.path(segment), "Range: bytes=0-99");
        live.http().get("/nothing");
        live.http().request("HEAD", LiveServer.path(segment));

        await().untilAsserted(() -> {
            assertThat(live.registry().get("mux.http.bytes").counter().count() - before)
                    .isEqualTo(100 + "Not Found\n".length());
            assertThat(live.registry().scrape())
                    .contains("mux_http_requests_total{kind=\"segment\",status=\"2xx\"} 2.0")
                    .contains("mux_http_requests_total{kind=\"other\",status=\"4xx\"} 1.0")
                    .contains("mux_http_bytes_total");
        });
    }
}

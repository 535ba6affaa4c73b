package tv.mux.demo;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Serves one input over HTTP, well or with a fault. */
final class InputRoute implements Handler<RoutingContext> {
    private static final Pattern SEGMENT = Pattern.compile(".*/([0-9]{1,18})\\.ts");

    private final Vertx vertx;
    private final LiveInput input;
    /** Step between two renumberings: more than any playlist's length. */
    private static final int RENUMBERED_BY = 1_000;

    private final AtomicLong renumbered = new AtomicLong(500_000_000);
    private volatile Broken broken = new Broken(Fault.NONE, List.of());

    /** A fault and what was listed when it began. */
    private record Broken(Fault fault, List<LiveSegment> listed) {
        /** Number of the first segment that was not listed when the fault began. */
        long nextNew() {
            return listed.isEmpty() ? 0 : listed.get(listed.size() - 1).msn() + 1;
        }
    }

    InputRoute(Vertx vertx, LiveInput input) {
        this.vertx = vertx;
        this.input = input;
    }

    void fault(Fault fault) {
        broken = new Broken(fault, input.window());
    }

    @Override
    public void handle(RoutingContext request) {
        HttpServerResponse response = request.response();
        Broken now = broken;
        switch (now.fault()) {
            case HANG -> {}
            case NOT_FOUND -> response.setStatusCode(404).end("404\n");
            case ERROR -> response.setStatusCode(500).end("500\n");
            default -> {
                Matcher segment = SEGMENT.matcher(request.normalizedPath());
                if (segment.matches()) {
                    segment(response, Long.parseLong(segment.group(1)), now);
                } else if (request.normalizedPath().endsWith("/stream.m3u8")) {
                    response.putHeader("Content-Type", "application/vnd.apple.mpegurl")
                            .putHeader("Cache-Control", "no-store")
                            .end(playlist(now));
                } else {
                    response.setStatusCode(404).end("404\n");
                }
            }
        }
    }

    private String playlist(Broken now) {
        double target = input.spec().segmentSeconds();
        return switch (now.fault()) {
            case STALL -> LivePlaylist.of(now.listed(), target, false);
            case END -> LivePlaylist.of(now.listed(), target, true);
            case GARBAGE -> "<!doctype html><html><body>not a playlist</body></html>\n";
            case RENUMBERED -> renumbered(input.playlist());
            default -> input.playlist();
        };
    }

    private void segment(HttpServerResponse response, long msn, Broken now) {
        Fault fault = now.fault();
        Optional<Buffer> data = input.segment(msn);
        if (data.isEmpty()) {
            response.setStatusCode(404).end("no such segment\n");
            return;
        }
        response.putHeader("Content-Type", "video/mp2t");
        if (fault == Fault.SLOW) {
            vertx.setTimer((long) (input.spec().segmentSeconds() * 1500), late -> {
                if (!response.closed()) {
                    response.end(data.get());
                }
            });
        } else {
            response.end(damaged(data.get(), msn, now));
        }
    }

    private String renumbered(String playlist) {
        long number = renumbered.addAndGet(-RENUMBERED_BY);
        return playlist.replaceFirst("#EXT-X-MEDIA-SEQUENCE:[0-9]+", "#EXT-X-MEDIA-SEQUENCE:" + number);
    }

    private static Buffer damaged(Buffer whole, long msn, Broken now) {
        boolean firstNew = msn == now.nextNew();
        return switch (now.fault()) {
            case CORRUPT -> Damage.overwritten(whole);
            case ZEROED_SPS -> firstNew ? Damage.withZeroedSps(whole) : whole;
            case SHUFFLED -> firstNew ? Damage.shuffled(whole) : whole;
            default -> whole;
        };
    }
}

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

/** Serves one input over HTTP, with a fault if a test has injected one. */
final class InputRoute implements Handler<RoutingContext> {
    private static final Pattern SEGMENT = Pattern.compile(".*/([0-9]{1,18})\\.ts");

    private final Vertx vertx;
    private final LiveInput input;
    /** Difference between the numbers of two reloads: more than the length of any playlist. */
    private static final int RENUMBERED_BY = 1_000;

    private final AtomicLong renumbered = new AtomicLong(500_000_000);
    private volatile InjectedFault injected = new InjectedFault(Fault.NONE, List.of());

    /**
     * A fault.
     *
     * @param listed the segments in the playlist when the fault began
     */
    private record InjectedFault(Fault fault, List<LiveSegment> listed) {
        /** Media sequence number of the first segment that is new since the fault began. */
        long nextNew() {
            return listed.isEmpty() ? 0 : listed.get(listed.size() - 1).msn() + 1;
        }
    }

    InputRoute(Vertx vertx, LiveInput input) {
        this.vertx = vertx;
        this.input = input;
    }

    void fault(Fault fault) {
        injected = new InjectedFault(fault, input.window());
    }

    @Override
    public void handle(RoutingContext request) {
        HttpServerResponse response = request.response();
        InjectedFault current = injected;
        switch (current.fault()) {
            case HANG -> {}
            case NOT_FOUND -> response.setStatusCode(404).end("404\n");
            case ERROR -> response.setStatusCode(500).end("500\n");
            default -> {
                Matcher segment = SEGMENT.matcher(request.normalizedPath());
                if (segment.matches()) {
                    segment(response, Long.parseLong(segment.group(1)), current);
                } else if (request.normalizedPath().endsWith("/stream.m3u8")) {
                    response.putHeader("Content-Type", "application/vnd.apple.mpegurl")
                            .putHeader("Cache-Control", "no-store")
                            .end(playlist(current));
                } else {
                    response.setStatusCode(404).end("404\n");
                }
            }
        }
    }

    private String playlist(InjectedFault current) {
        double target = input.spec().segmentSeconds();
        return switch (current.fault()) {
            case STALL -> LivePlaylist.of(current.listed(), target, false);
            case END -> LivePlaylist.of(current.listed(), target, true);
            case GARBAGE -> "<!doctype html><html><body>not a playlist</body></html>\n";
            case RENUMBERED -> renumbered(input.playlist());
            default -> input.playlist();
        };
    }

    private void segment(HttpServerResponse response, long msn, InjectedFault current) {
        Fault fault = current.fault();
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
            response.end(damaged(data.get(), msn, current));
        }
    }

    private String renumbered(String playlist) {
        long number = renumbered.addAndGet(-RENUMBERED_BY);
        return playlist.replaceFirst("#EXT-X-MEDIA-SEQUENCE:[0-9]+", "#EXT-X-MEDIA-SEQUENCE:" + number);
    }

    private static Buffer damaged(Buffer whole, long msn, InjectedFault current) {
        boolean firstNew = msn == current.nextNew();
        return switch (current.fault()) {
            case CORRUPT -> Damage.withOverwrittenPackets(whole);
            case ZEROED_SPS -> firstNew ? Damage.withZeroedSps(whole) : whole;
            case SHUFFLED -> firstNew ? Damage.withShuffledPackets(whole) : whole;
            default -> whole;
        };
    }
}

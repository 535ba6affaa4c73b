package tv.mux.system.players;

import static org.assertj.core.api.Assertions.assertThat;
import static tv.mux.harness.Waits.await;

import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tv.mux.Heavy;
import tv.mux.harness.Listed;
import tv.mux.harness.MuxProcess;

/** The demo as it is shown: its page plays over two switches without a stall, in both of Chromium's ways to play. */
@Heavy
class BrowserIT {
    /** The demo moves every 20 s. */
    private static final Duration TWO_MOVES = Duration.ofSeconds(40).plus(MuxProcess.TIMEOUT);

    /** A build that runs in the background has its children ignore Ctrl-C, unless told otherwise. */
    private static final List<String> AT_A_TERMINAL = List.of("env", "--default-signal=INT");

    @Test
    void theDemoPlaysOverTwoSwitches(@TempDir Path folder) {
        Browser.assumeHere("BrowserIT");
        Map<String, String> settings = MuxProcess.settings(folder, "http://nobody.invalid");
        settings.put("HLS_SEGMENT_TIME", "3");
        try (MuxProcess mux =
                MuxProcess.startWith(AT_A_TERMINAL, settings, "demo").awaitSegment()) {
            long from = Listed.in(mux).get(0).msn();
            Browser.awaitReserve(mux.playlist());
            try (Browser hls = Browser.open(mux.output("/"));
                    Browser own = Browser.open(mux.output("/?player=native"))) {
                bothPlayOverTwoSwitches(mux, hls, own, from);
            }
            theStatusIsSensible(
                    new JsonObject(MuxProcess.get(mux.output("/demo/status")).body()));
            controlCEndsAllOfIt(mux);
        }
    }

    private static void bothPlayOverTwoSwitches(MuxProcess mux, Browser hls, Browser own, long from) {
        assertThat(hls.value("mux.player")).isEqualTo("hls.js");
        assertThat(own.value("mux.player")).isEqualTo("native");
        double hlsBegan = began(hls);
        double ownBegan = began(own);

        await("two switches").atMost(TWO_MOVES).until(() -> switches(mux).size() >= 2);
        // However late a player began: once it has played all of this it has passed both.
        double seconds = Listed.in(mux).stream()
                .filter(segment -> segment.msn() >= from
                        && segment.msn() <= switches(mux).get(1).msn())
                .mapToDouble(Listed::seconds)
                .sum();
        awaitPlayed(hls, hlsBegan + seconds);
        awaitPlayed(own, ownBegan + seconds);

        for (Browser browser : List.of(hls, own)) {
            assertThat(browser.list("mux.stalledAt"))
                    .as("%s", browser.value("mux.player"))
                    .isEmpty();
            assertThat(browser.list("mux.errors"))
                    .as("%s", browser.value("mux.player"))
                    .isEmpty();
            assertThat(browser.value("document.getElementById('on-air').textContent"))
                    .isIn("one", "two");
        }
    }

    private static double began(Browser browser) {
        await("a picture").until(() -> Boolean.TRUE.equals(browser.value("mux.started")));
        return browser.number("mux.currentTime");
    }

    private static void awaitPlayed(Browser browser, double until) {
        await(browser.value("mux.player") + " at " + until + " s")
                .atMost(TWO_MOVES)
                .until(() -> browser.number("mux.currentTime") >= until);
    }

    private static List<Listed> switches(MuxProcess mux) {
        return Listed.in(mux).stream().filter(Listed::discontinuous).toList();
    }

    private static void theStatusIsSensible(JsonObject status) {
        assertThat(status.getJsonObject("onAir").getString("title")).isIn("one", "two");
        assertThat(MuxProcess.objects(status.getJsonArray("switches")))
                .hasSizeGreaterThanOrEqualTo(3)
                .allMatch(made -> made.getBoolean("done"));
        assertThat(status.getJsonArray("errors")).isEmpty();
        assertThat(MuxProcess.objects(status.getJsonArray("segments")))
                .extracting(segment -> segment.getString("title"))
                .contains("one", "two");
    }

    private static void controlCEndsAllOfIt(MuxProcess mux) {
        List<ProcessHandle> children = mux.children();
        assertThat(children).as("two encoders, and FFmpeg").hasSizeGreaterThanOrEqualTo(3);
        MuxProcess.signal(mux.pid(), "INT");
        assertThat(mux.awaitExit()).isZero();
        assertThat(children).noneMatch(ProcessHandle::isAlive);
        assertThat(mux.lines()).noneMatch(line -> line.contains(" ERROR ") || line.contains("Exception"));
    }
}

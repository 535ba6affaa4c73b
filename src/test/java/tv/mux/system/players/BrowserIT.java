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

/** The demo page in a browser: hls.js and Chromium's native player play over two switches without a stall. */
@Heavy
class BrowserIT {
    /** The demo switches every 20 s. */
    private static final Duration TWO_SWITCHES_TIMEOUT = Duration.ofSeconds(40).plus(MuxProcess.TIMEOUT);

    /** Makes SIGINT work: processes of a build in the background ignore it by default. */
    private static final List<String> WITH_SIGINT = List.of("env", "--default-signal=INT");

    @Test
    void demoPagePlaysOverTwoSwitchesAndEndsOnCtrlC(@TempDir Path folder) {
        Browser.assumeInstalled("BrowserIT");
        Map<String, String> settings = MuxProcess.settings(folder, "http://nobody.invalid");
        settings.put("HLS_SEGMENT_TIME", "3");
        try (MuxProcess mux =
                MuxProcess.startWith(WITH_SIGINT, settings, "demo").awaitSegment()) {
            long from = Listed.in(mux).get(0).msn();
            Browser.awaitFullPlaylist(mux.playlist());
            try (Browser hls = Browser.open(mux.output("/"));
                    Browser nativePlayer = Browser.open(mux.output("/?player=native"))) {
                assertBothPlayOverTwoSwitches(mux, hls, nativePlayer, from);
            }
            assertStatusPlausible(
                    new JsonObject(MuxProcess.get(mux.output("/demo/status")).body()));
            assertCtrlCEndsAllProcesses(mux);
        }
    }

    private static void assertBothPlayOverTwoSwitches(MuxProcess mux, Browser hls, Browser nativePlayer, long from) {
        assertThat(hls.value("mux.player")).isEqualTo("hls.js");
        assertThat(nativePlayer.value("mux.player")).isEqualTo("native");
        double hlsStart = awaitPicture(hls);
        double nativeStart = awaitPicture(nativePlayer);

        await("two switches")
                .atMost(TWO_SWITCHES_TIMEOUT)
                .until(() -> switches(mux).size() >= 2);
        // After this playing time, a player has passed both switches, even if it started late.
        double seconds = Listed.in(mux).stream()
                .filter(segment -> segment.msn() >= from
                        && segment.msn() <= switches(mux).get(1).msn())
                .mapToDouble(Listed::seconds)
                .sum();
        awaitPlayed(hls, hlsStart + seconds);
        awaitPlayed(nativePlayer, nativeStart + seconds);

        for (Browser browser : List.of(hls, nativePlayer)) {
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

    private static double awaitPicture(Browser browser) {
        await("a picture").until(() -> Boolean.TRUE.equals(browser.value("mux.started")));
        return browser.number("mux.currentTime");
    }

    private static void awaitPlayed(Browser browser, double until) {
        await(browser.value("mux.player") + " at " + until + " s")
                .atMost(TWO_SWITCHES_TIMEOUT)
                .until(() -> browser.number("mux.currentTime") >= until);
    }

    private static List<Listed> switches(MuxProcess mux) {
        return Listed.in(mux).stream().filter(Listed::discontinuous).toList();
    }

    private static void assertStatusPlausible(JsonObject status) {
        assertThat(status.getJsonObject("onAir").getString("title")).isIn("one", "two");
        assertThat(MuxProcess.objects(status.getJsonArray("switches")))
                .hasSizeGreaterThanOrEqualTo(3)
                .allMatch(change -> change.getBoolean("done"));
        assertThat(status.getJsonArray("errors")).isEmpty();
        assertThat(MuxProcess.objects(status.getJsonArray("segments")))
                .extracting(segment -> segment.getString("title"))
                .contains("one", "two");
    }

    private static void assertCtrlCEndsAllProcesses(MuxProcess mux) {
        List<ProcessHandle> children = mux.children();
        assertThat(children).as("two encoders and the FFmpeg of Mux").hasSizeGreaterThanOrEqualTo(3);
        MuxProcess.signal(mux.pid(), "INT");
        assertThat(mux.awaitExit()).isZero();
        assertThat(children).noneMatch(ProcessHandle::isAlive);
        mux.assertNoErrorLogged();
    }
}

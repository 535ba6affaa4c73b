package tv.mux.system;

import static org.assertj.core.api.Assertions.assertThat;
import static tv.mux.harness.Waits.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tv.mux.harness.Listed;
import tv.mux.harness.MuxProcess;
import tv.mux.system.players.Browser;

/** Adaptive mode in a browser: hls.js plays all renditions in turn, over two switches, without a stall. */
@Order(5)
class LevelsIT {
    private static final String LADDER = "[{\"height\":180,\"video_bitrate\":\"250k\",\"audio_bitrate\":\"64k\"},"
            + "{\"height\":90,\"video_bitrate\":\"100k\",\"audio_bitrate\":\"48k\"}]";
    private static final int LEVELS = 3;
    private static final Duration LEVEL_TIMEOUT = Duration.ofSeconds(40).plus(MuxProcess.TIMEOUT);

    @Test
    void playsEveryRenditionOverTwoSwitches(@TempDir Path folder) {
        Browser.assumeInstalled("LevelsIT");
        Map<String, String> settings = MuxProcess.settings(folder, "http://nobody.invalid");
        settings.put("HLS_SEGMENT_TIME", "3");
        settings.put("MUX_MODE", "abr");
        settings.put("ABR_PRESET", "ultrafast");
        settings.put("ABR_VARIANTS", LADDER);
        try (MuxProcess mux = MuxProcess.start(settings, "demo").awaitSegment()) {
            Browser.awaitFullPlaylist(mux.output("/live/stream_0/playlist.m3u8"));
            try (Browser browser = Browser.open(mux.output("/"))) {
                await("a picture").until(() -> Boolean.TRUE.equals(browser.value("mux.started")));
                assertThat(browser.number("mux.hls.levels.length")).isEqualTo(LEVELS);
                long switches = discontinuities(mux);
                int level = 0;
                // Cycle through the levels until hls.js has also played the segments after the second switch.
                int played = 0;
                for (int after = 0;
                        after < 2 || played < LEVELS;
                        after += discontinuities(mux) >= switches + 2 ? 1 : 0) {
                    level = (level + 1) % LEVELS;
                    playLevel(browser, level);
                    played++;
                }
                assertThat(browser.list("mux.stalledAt")).isEmpty();
                assertThat(browser.list("mux.errors")).isEmpty();
            }
        }
    }

    /** Selects a level for all following segments, and waits until the first of them is played. */
    private static void playLevel(Browser browser, int level) {
        browser.value("mux.hls.loadLevel = " + level);
        await("level " + level + " on the screen")
                .atMost(LEVEL_TIMEOUT)
                .until(() -> browser.number("mux.level") == level);
    }

    private static long discontinuities(MuxProcess mux) {
        return Listed.in(mux.output("/live/stream_0/playlist.m3u8")).stream()
                .filter(Listed::discontinuous)
                .count();
    }
}

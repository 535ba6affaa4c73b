package tv.mux.system.players;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static tv.mux.harness.Waits.await;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tv.mux.Heavy;
import tv.mux.audit.Farm;
import tv.mux.audit.HlsAudit;
import tv.mux.audit.Run;
import tv.mux.demo.Fault;
import tv.mux.demo.Spec;
import tv.mux.harness.EncodedInput;
import tv.mux.harness.Hevc;
import tv.mux.harness.InputShape;
import tv.mux.harness.Listed;
import tv.mux.harness.MuxProcess;

/**
 * Four players play without a stall while inputs of every shape are on air one after the other, and while the slate
 * replaces a faulty input.
 */
@Order(1)
@Heavy
@ExtendWith(VertxExtension.class)
class PlayersIT {
    private static final String PLAIN = "plain";

    /** Part of the line that is logged when the slate goes on air. */
    private static final String SLATE_LOGGED = "the slate is on air";

    /** A shape with transcoded pictures precedes one with unchanged pictures, so that the audit can separate them. */
    private static final List<InputShape> SHAPES = List.of(
            InputShape.FMP4,
            InputShape.HEVC,
            InputShape.MASTER,
            InputShape.RARE_KEY_FRAMES,
            InputShape.SEPARATE_AUDIO,
            InputShape.AUDIO_ONLY,
            InputShape.AES_128,
            InputShape.VIDEO_ONLY);

    /** The number of segments for which each input is on air. */
    private static final int SEGMENTS = 3;

    private final NavigableMap<Long, Listed> listed = new TreeMap<>();

    @Test
    void fourPlayersPlayEveryShapeWithoutAStall(Vertx vertx, @TempDir Path folder) throws Exception {
        Browser.assumeInstalled("PlayersIT");
        if (!FourPlayers.canBeInstalled()) {
            System.out.println("PlayersIT: skipped: there is no npm to install the players");
        }
        assumeTrue(FourPlayers.canBeInstalled(), "npm");
        List<InputShape> shapes = availableShapes();
        // Chromium starts three segments before the live edge, and must not reach it before it knows the slate. That
        // can take 8.75 s: 1.25 target durations and half a reload interval. Input segments of 4 s give it 12 s; with
        // output segments of 4, 2 and 4 s it would have 8 to 10 s.
        try (Farm farm = Farm.start(vertx, Spec.of(PLAIN, 320, 180, 25).withSegments(4, 4))) {
            FourPlayers.serve(farm.server().router());
            Map<String, EncodedInput> inputs = new LinkedHashMap<>();
            for (InputShape shape : shapes) {
                inputs.put(shape.name(), EncodedInput.serve(farm, shape, folder.resolve("shapes")));
            }
            farm.move(PLAIN);
            Map<String, String> settings = MuxProcess.settings(folder.resolve("output"), farm.apiUrl());
            settings.put("HLS_SEGMENT_TIME", "3");
            try (MuxProcess mux = MuxProcess.start(settings).awaitSegment();
                    HlsAudit audit = HlsAudit.watch(mux.playlist(), farm.book())) {
                Browser.awaitFullPlaylist(mux.playlist());
                updateListed(mux);
                try (Browser browser = Browser.open(FourPlayers.page(farm.apiUrl(), mux.playlist()))) {
                    List<FourPlayers.State> first = awaitPictures(browser);
                    List<String> moves = new ArrayList<>();
                    for (InputShape shape : shapes) {
                        moves.add(moveTo(farm, mux, inputs.get(shape.name()).head(), shape.name()));
                        assertThat(conversion(mux, inputs.get(shape.name()).head()))
                                .as(shape.name())
                                .startsWith(shape.conversion());
                    }
                    moves.add(moveTo(farm, mux, farm.head(PLAIN), PLAIN));
                    assertThat(mux.lines()).noneMatch(line -> line.contains(SLATE_LOGGED));
                    moves.add(showSlate(farm, mux));
                    mux.awaitLine(SLATE_LOGGED);
                    awaitPlayed(browser, first);
                    printResult(first, FourPlayers.states(browser), moves, audit);
                    assertNoStall(FourPlayers.states(browser));
                }
                assertAuditPasses(audit, shapes);
                assertThat(farm.book().duplicates()).isZero();
                assertThat(mux.switches()).hasSize(shapes.size() + 2).allMatch(change -> change.getBoolean("done"));
                mux.assertNoErrorLogged();
            }
        }
    }

    private static List<InputShape> availableShapes() throws IOException, InterruptedException {
        if (Hevc.isAvailable()) {
            return SHAPES;
        }
        System.out.println("PlayersIT: no HEVC input, because this FFmpeg has no libx265");
        return SHAPES.stream().filter(shape -> !shape.equals(InputShape.HEVC)).toList();
    }

    private static List<FourPlayers.State> awaitPictures(Browser browser) {
        await("a picture in all four")
                .until(() -> FourPlayers.states(browser).stream().allMatch(FourPlayers.State::started));
        return FourPlayers.states(browser);
    }

    /** Puts an input on air for some segments. Returns the time until its first segment was listed, as text. */
    private String moveTo(Farm farm, MuxProcess mux, String head, String name) {
        updateListed(mux);
        long last = listed.lastKey();
        long start = System.nanoTime();
        farm.move(head, name);
        mux.awaitOnAir(name);
        await(name + " in the playlist").until(() -> firstAfterSwitch(mux, last) >= 0);
        double seconds = (System.nanoTime() - start) / 1e9;
        long first = firstAfterSwitch(mux, last);
        await(name + " stays on air").until(() -> {
            updateListed(mux);
            return listed.lastKey() >= first + SEGMENTS - 1;
        });
        return String.format(Locale.ROOT, "%s %.1f s", name, seconds);
    }

    /** Injects a fault until the slate is on air, then repairs the input. Returns the time until the slate, as text. */
    private String showSlate(Farm farm, MuxProcess mux) {
        long start = System.nanoTime();
        farm.fault(PLAIN, Fault.HANG);
        await("the slate").until(() -> {
            updateListed(mux);
            return mux.isSlateOnAir();
        });
        double seconds = (System.nanoTime() - start) / 1e9;
        farm.fault(PLAIN, Fault.NONE);
        await("the input is back on air").until(() -> {
            updateListed(mux);
            return !mux.isSlateOnAir();
        });
        long newest = listed.lastKey();
        await("the input stays on air").until(() -> {
            updateListed(mux);
            return listed.lastKey() >= newest + SEGMENTS;
        });
        return String.format(Locale.ROOT, "the slate %.1f s", seconds);
    }

    /** Media sequence number of the first discontinuity after segment {@code last}, or -1 if there is none yet. */
    private long firstAfterSwitch(MuxProcess mux, long last) {
        updateListed(mux);
        return listed.tailMap(last, false).values().stream()
                .filter(Listed::discontinuous)
                .mapToLong(Listed::msn)
                .findFirst()
                .orElse(-1);
    }

    private void updateListed(MuxProcess mux) {
        Listed.in(mux).forEach(segment -> listed.putIfAbsent(segment.msn(), segment));
    }

    private static String conversion(MuxProcess mux, String head) {
        return MuxProcess.objects(mux.status().getJsonArray("runs")).stream()
                .filter(run -> head.equals(run.getString("head")))
                .map(run -> run.getString("converted", ""))
                .findFirst()
                .orElse("no run of this input");
    }

    /** Waits until each player has played so long that it has passed every switch, even if it started late. */
    private void awaitPlayed(Browser browser, List<FourPlayers.State> first) {
        double seconds = listed.values().stream().mapToDouble(Listed::seconds).sum();
        for (int i = 0; i < first.size(); i++) {
            int player = i;
            double until = first.get(i).time() + seconds;
            await(first.get(i).name() + " has played all segments")
                    .pollInterval(Duration.ofMillis(500))
                    .untilAsserted(() -> {
                        FourPlayers.State now = FourPlayers.states(browser).get(player);
                        assertThat(now.time())
                                .as("%s", FourPlayers.states(browser))
                                .isGreaterThanOrEqualTo(until);
                    });
        }
    }

    private static void assertNoStall(List<FourPlayers.State> players) {
        for (FourPlayers.State player : players) {
            assertThat(player.stalls()).as("stalls of %s", player.name()).isEmpty();
            assertThat(player.jumps()).as("jumps of %s", player.name()).isEmpty();
            assertThat(player.errors()).as("errors of %s", player.name()).isEmpty();
        }
    }

    /**
     * Checks that no rule is violated. Transcoded pictures are unknown to the audit, and are counted with the run that
     * follows them.
     */
    private static void assertAuditPasses(HlsAudit audit, List<InputShape> shapes) {
        List<String> sources = new ArrayList<>(List.of(PLAIN));
        List<String> afterTranscoded = new ArrayList<>();
        boolean transcoded = false;
        for (InputShape shape : shapes) {
            if (shape.keepsPictures()) {
                sources.add(shape.name());
            }
            if (transcoded) {
                afterTranscoded.add(shape.name());
            }
            transcoded = !shape.keepsPictures();
        }
        // The plain input before and after the slate. Its pictures during the slate are missing.
        sources.addAll(List.of(PLAIN, PLAIN));
        afterTranscoded.add(PLAIN);
        assertThat(audit.breachesExcept("frames of no input", "frames missing over a restart (1)"))
                .as(audit.report())
                .isEmpty();
        assertThat(audit.runs()).as(audit.report()).extracting(Run::source).isEqualTo(sources);
        assertThat(audit.runs())
                .as(audit.report())
                .filteredOn(run -> run.unknown() > 0)
                .extracting(Run::source)
                .isEqualTo(afterTranscoded);
    }

    private static void printResult(
            List<FourPlayers.State> first, List<FourPlayers.State> ended, List<String> moves, HlsAudit audit) {
        List<String> players = new ArrayList<>();
        for (int i = 0; i < ended.size(); i++) {
            FourPlayers.State now = ended.get(i);
            players.add(String.format(
                    Locale.ROOT,
                    "%s %.0f s, %d stalls, %d jumps, %d errors",
                    now.name(),
                    now.time() - first.get(i).time(),
                    now.stalls().size(),
                    now.jumps().size(),
                    now.errors().size()));
        }
        System.out.printf(
                Locale.ROOT,
                "PlayersIT: %s; listed after: %s; longest wait %.1f s, drift %+.1f to %+.1f s%n",
                String.join("; ", players),
                String.join(", ", moves),
                audit.longestWait(),
                audit.driftMin(),
                audit.driftMax());
    }
}

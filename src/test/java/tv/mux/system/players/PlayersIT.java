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
 * Four players play through inputs of every shape in one sitting, and through an input that breaks, without a stall.
 */
@Order(1)
@Heavy
@ExtendWith(VertxExtension.class)
class PlayersIT {
    private static final String PLAIN = "plain";

    /**
     * Each whose pictures are made anew comes before one whose pictures are passed on, so that the audit can tell them
     * apart.
     */
    private static final List<InputShape> SHAPES = List.of(
            InputShape.FMP4,
            InputShape.HEVC,
            InputShape.MASTER,
            InputShape.RARE_KEY_FRAMES,
            InputShape.SEPARATE_AUDIO,
            InputShape.AUDIO_ONLY,
            InputShape.AES_128,
            InputShape.VIDEO_ONLY);

    /** How many segments each is on air. */
    private static final int SEGMENTS = 3;

    private final NavigableMap<Long, Listed> seen = new TreeMap<>();

    @Test
    void playThroughEveryShape(@TempDir Path folder) throws Exception {
        Browser.assumeHere("PlayersIT");
        if (!FourPlayers.canBeHad()) {
            System.out.println("PlayersIT: nothing was tried: no npm to have the players from");
        }
        assumeTrue(FourPlayers.canBeHad(), "npm");
        List<InputShape> shapes = canBeMade();
        Vertx vertx = Vertx.vertx();
        // Chromium begins three segments behind the edge. Cuts of 4, 2, 4 s would give it 8 to 10 s, by chance of the
        // moment; until it reads of the slate, 1.25 target durations and half a reload interval later, 8.75 s can pass.
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
                Browser.awaitReserve(mux.playlist());
                look(mux);
                try (Browser browser = Browser.open(FourPlayers.page(farm.apiUrl(), mux.playlist()))) {
                    List<FourPlayers.Facts> began = began(browser);
                    List<String> moves = new ArrayList<>();
                    for (InputShape shape : shapes) {
                        moves.add(moved(farm, mux, inputs.get(shape.name()).head(), shape.name()));
                        assertThat(converted(mux, inputs.get(shape.name()).head()))
                                .as(shape.name())
                                .startsWith(shape.conversion());
                    }
                    moves.add(moved(farm, mux, farm.head(PLAIN), PLAIN));
                    assertThat(mux.lines()).noneMatch(line -> line.contains("the slate is on air"));
                    moves.add(broken(farm, mux));
                    awaitPlayed(browser, began);
                    say(began, FourPlayers.in(browser), moves, audit);
                    nothingStopped(FourPlayers.in(browser));
                }
                theAuditHolds(audit, shapes);
                assertThat(farm.book().duplicates()).isZero();
                assertThat(mux.switches()).hasSize(shapes.size() + 2).allMatch(made -> made.getBoolean("done"));
                assertThat(mux.lines()).noneMatch(line -> line.contains(" ERROR ") || line.contains("Exception"));
            }
        }
    }

    private static List<InputShape> canBeMade() throws IOException, InterruptedException {
        if (Hevc.isAvailable()) {
            return SHAPES;
        }
        System.out.println("PlayersIT: no HEVC input was tried: this ffmpeg has no libx265");
        return SHAPES.stream().filter(shape -> !shape.equals(InputShape.HEVC)).toList();
    }

    private static List<FourPlayers.Facts> began(Browser browser) {
        await("a picture in all four")
                .until(() -> FourPlayers.in(browser).stream().allMatch(FourPlayers.Facts::started));
        return FourPlayers.in(browser);
    }

    /**
     * Puts an input on air and leaves it there for some segments; tells how long it took until the first was listed.
     */
    private String moved(Farm farm, MuxProcess mux, String head, String name) {
        look(mux);
        long last = seen.lastKey();
        long asked = System.nanoTime();
        farm.move(head, name);
        mux.awaitOnAir(name);
        await(name + " is listed").until(() -> from(mux, last) >= 0);
        double took = (System.nanoTime() - asked) / 1e9;
        long first = from(mux, last);
        await(name + " goes on").until(() -> {
            look(mux);
            return seen.lastKey() >= first + SEGMENTS - 1;
        });
        return String.format(Locale.ROOT, "%s %.1f s", name, took);
    }

    /** Breaks what is on air until the slate stands in, and mends it; tells how long the slate took. */
    private String broken(Farm farm, MuxProcess mux) {
        long broke = System.nanoTime();
        farm.fault(PLAIN, Fault.HANG);
        await("the slate").until(() -> {
            look(mux);
            return mux.stream().getLong("slateSince") != null;
        });
        double took = (System.nanoTime() - broke) / 1e9;
        farm.fault(PLAIN, Fault.NONE);
        await("the picture is back").until(() -> {
            look(mux);
            return mux.stream().getLong("slateSince") == null;
        });
        long back = seen.lastKey();
        await("it goes on").until(() -> {
            look(mux);
            return seen.lastKey() >= back + SEGMENTS;
        });
        return String.format(Locale.ROOT, "the slate %.1f s", took);
    }

    /** The first segment behind one that has a discontinuity before it; less than nothing when there is none yet. */
    private long from(MuxProcess mux, long last) {
        look(mux);
        return seen.tailMap(last, false).values().stream()
                .filter(Listed::discontinuous)
                .mapToLong(Listed::msn)
                .findFirst()
                .orElse(-1);
    }

    private void look(MuxProcess mux) {
        Listed.in(mux).forEach(segment -> seen.putIfAbsent(segment.msn(), segment));
    }

    private static String converted(MuxProcess mux, String head) {
        return MuxProcess.objects(mux.status().getJsonArray("runs")).stream()
                .filter(run -> head.equals(run.getString("head")))
                .map(run -> run.getString("converted", ""))
                .findFirst()
                .orElse("no run of it");
    }

    /** However late a player began: once it has played all that was listed since, it has passed every switch. */
    private void awaitPlayed(Browser browser, List<FourPlayers.Facts> began) {
        double seconds = seen.values().stream().mapToDouble(Listed::seconds).sum();
        for (int i = 0; i < began.size(); i++) {
            int player = i;
            double until = began.get(i).time() + seconds;
            await(began.get(i).name() + " has played it all")
                    .pollInterval(Duration.ofMillis(500))
                    .untilAsserted(() -> {
                        FourPlayers.Facts now = FourPlayers.in(browser).get(player);
                        assertThat(now.time()).as("%s", FourPlayers.in(browser)).isGreaterThanOrEqualTo(until);
                    });
        }
    }

    private static void nothingStopped(List<FourPlayers.Facts> players) {
        for (FourPlayers.Facts player : players) {
            assertThat(player.stalls()).as("stalls of %s", player.name()).isEmpty();
            assertThat(player.leaps()).as("leaps of %s", player.name()).isEmpty();
            assertThat(player.errors()).as("errors of %s", player.name()).isEmpty();
        }
    }

    /**
     * No rule is broken. What is no input's picture was made anew, of the shapes that need it: each stands before the
     * run it is counted with.
     */
    private static void theAuditHolds(HlsAudit audit, List<InputShape> shapes) {
        List<String> shown = new ArrayList<>(List.of(PLAIN));
        List<String> behindOthers = new ArrayList<>();
        boolean others = false;
        for (InputShape shape : shapes) {
            if (shape.keepsPictures()) {
                shown.add(shape.name());
            }
            if (others) {
                behindOthers.add(shape.name());
            }
            others = !shape.keepsPictures();
        }
        // Before the slate, and behind it: what it showed meanwhile is missed.
        shown.addAll(List.of(PLAIN, PLAIN));
        behindOthers.add(PLAIN);
        assertThat(audit.breaches())
                .as(audit.report())
                .allMatch(breach -> breach.startsWith("frames of no input")
                        || breach.startsWith("frames missing over a restart (1)"));
        assertThat(audit.runs()).as(audit.report()).extracting(Run::source).isEqualTo(shown);
        assertThat(audit.runs())
                .as(audit.report())
                .filteredOn(run -> run.unknown() > 0)
                .extracting(Run::source)
                .isEqualTo(behindOthers);
    }

    private static void say(
            List<FourPlayers.Facts> began, List<FourPlayers.Facts> ended, List<String> moves, HlsAudit audit) {
        List<String> players = new ArrayList<>();
        for (int i = 0; i < ended.size(); i++) {
            FourPlayers.Facts now = ended.get(i);
            players.add(String.format(
                    Locale.ROOT,
                    "%s %.0f s, %d stalls, %d leaps, %d errors",
                    now.name(),
                    now.time() - began.get(i).time(),
                    now.stalls().size(),
                    now.leaps().size(),
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

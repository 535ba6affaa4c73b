package tv.mux.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tv.mux.demo.Damage;
import tv.mux.media.Stamp;
import tv.mux.model.PendingSegment;
import tv.mux.model.Position;
import tv.mux.process.OneShotProcess;
import tv.mux.status.RunStatus;
import tv.mux.status.RunStatus.Cause;
import tv.mux.ts.Track;
import tv.mux.ts.TsException;
import tv.mux.ts.TsSegment;

/** Inputs that change their format or their frame rate: every picture is published process. */
@ExtendWith(VertxExtension.class)
class InputChangesIT {
    private static final String X264 =
            " -pix_fmt yuv420p -c:v libx264 -preset ultrafast -sc_threshold 0 -c:a aac -force_key_frames expr:gte(t,n_forced*";

    /** Without the delay that FFmpeg's muxer adds to time stamps. */
    private static final String HLS = " -muxdelay 0 -muxpreload 0 -f hls -hls_list_size 0 -hls_time ";

    @TempDir
    private Path folder;

    private Vertx vertx;
    private final StringBuilder playlist = new StringBuilder("#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:2\n");
    private final List<Long> pictures = new ArrayList<>();
    private StaticInput input;

    @BeforeEach
    void serve(Vertx vertx) throws Exception {
        this.vertx = vertx;
        input = StaticInput.serve(vertx, folder);
    }

    @Test
    void anUnannouncedChangeIsASeam() throws Exception {
        add("small", "testsrc2=s=160x90:r=25", 48_000, 100);
        add("large", "testsrc2=s=320x180:r=25", 48_000, 108);
        add("slow", "testsrc2=s=320x180:r=25", 44_100, 116);
        RunHarness runs = deploy();

        RunStatus first = runs.awaitEnd("r1");
        assertThat(first.cause()).isEqualTo(Cause.DISCONTINUITY);
        assertThat(first.detail()).matches("its video changes from avc1\\S+ 160x90 to avc1\\S+ 320x180");
        runs.start("r2", input.head(), "r1");
        RunStatus second = runs.awaitEnd("r2");
        assertThat(second.cause()).isEqualTo(Cause.DISCONTINUITY);
        assertThat(second.detail()).isEqualTo("the sample rate of its audio changes");
        runs.start("r3", input.head(), "r2");
        runs.awaitSegments("r3", 3); // the last one is finished only when another one follows

        assertThat(runs.segmentsOf("r1")).hasSize(4);
        assertThat(runs.segmentsOf("r2")).hasSize(4);
        assertThat(published(runs)).containsExactlyElementsOf(pictures.subList(0, 11 * 50));
    }

    @Test
    void anAnnouncedChangeIsASeam() throws Exception {
        add("small", "testsrc2=s=160x90:r=25", 48_000, 100);
        RunHarness runs = deploy();
        runs.awaitSegments("r1", 1);
        playlist.append("#EXT-X-DISCONTINUITY\n");
        add("large", "testsrc2=s=320x180:r=30", 48_000, 500);
        publish();

        assertThat(runs.awaitEnd("r1").cause()).isEqualTo(Cause.DISCONTINUITY);
        runs.start("r2", input.head(), "r1");
        runs.awaitSegments("r2", 3);

        assertThat(runs.statuses).noneMatch(state -> state.run().equals("r2") && state.cause() != null);
        assertThat(published(runs)).containsExactlyElementsOf(pictures.subList(0, 4 * 50 + 3 * 60));
    }

    @Test
    void theFrameRateMayVary() throws Exception {
        add("uneven", "testsrc2=s=160x90:r=25,select='gt(mod(n,7),2)+not(mod(n,50))'", 48_000, 100);
        RunHarness runs = deploy();

        runs.awaitSegments("r1", 3);

        List<Long> stamps = published(runs);
        assertThat(stamps).hasSizeGreaterThan(3 * 25).hasSizeLessThan(3 * 40);
        assertThat(stamps).containsExactlyElementsOf(pictures.subList(0, stamps.size()));
    }

    /**
     * FFmpeg turns this segment into a short one with other time stamps, and exits with code 0. Without a limit, each
     * run would begin at the damaged segment again.
     */
    @Test
    void aShuffledSegmentIsTriedThreeTimesAtMost() throws Exception {
        add("good", "testsrc2=s=320x180:r=25", 48_000, 100, 1);
        shuffle("good1.ts");
        RunHarness runs = deploy();
        playlist.append("#EXT-X-DISCONTINUITY\n");
        add("later", "testsrc2=s=320x180:r=25", 48_000, 500, 1);
        publish();

        int last = 1;
        while (last < 10 && !deliversFrom(4, "r" + last, runs)) {
            String run = "r" + last;
            await().until(() -> deliversFrom(4, run, runs) || runs.hasEnded(run));
            if (!deliversFrom(4, run, runs)) {
                runs.start("r" + ++last, input.head(), run);
            }
        }

        assertThat(last).as("%s", runs.statuses).isLessThan(10);
    }

    private static boolean deliversFrom(long sequence, String run, RunHarness runs) {
        return runs.segmentsOf(run).stream().anyMatch(segment -> segment.firstInput() >= sequence);
    }

    private void shuffle(String file) throws IOException {
        Path segment = input.folder().resolve(file);
        Buffer whole = Buffer.buffer(Files.readAllBytes(segment));
        Files.write(segment, Damage.withShuffledPackets(whole, 40).getBytes());
    }

    private RunHarness deploy() throws Exception {
        publish();
        RunHarness runs = RunHarness.deploy(vertx, folder.resolve("runs"), Map.of("INPUT_UNFIT", "transcode"));
        runs.startAt("r1", input.head(), new Position(0, pictures.get(0)));
        return runs;
    }

    private void publish() throws IOException {
        Path next = Files.writeString(folder.resolve("next.m3u8"), playlist);
        Files.move(next, input.folder().resolve("live.m3u8"), StandardCopyOption.ATOMIC_MOVE);
    }

    private void add(String name, String picture, int rate, int offset) throws IOException {
        add(name, picture, rate, offset, 2);
    }

    /** Adds four segments to the input. */
    private void add(String name, String picture, int rate, int offset, int seconds) throws IOException {
        String command = "ffmpeg -nostdin -v error -f lavfi -i " + picture + " -f lavfi -i sine=r=" + rate + " -t "
                + 4 * seconds + " -fps_mode vfr" + X264 + seconds + ")" + HLS + seconds + " -output_ts_offset " + offset
                + " " + name + ".m3u8";
        OneShotProcess process =
                OneShotProcess.run(List.of(command.split(" ")), input.folder(), Duration.ofSeconds(60));
        assertThat(process.succeeded()).as(process.lastLines()).isTrue();
        for (int i = 0; i < 4; i++) {
            String file = name + i + ".ts";
            playlist.append("#EXTINF:" + seconds + ".0,\n").append(file).append('\n');
            pictures.addAll(video(Files.readAllBytes(input.folder().resolve(file))));
        }
    }

    /** The time stamps of all published pictures, in the time of the input, which differs by a constant in each run. */
    private List<Long> published(RunHarness runs) {
        List<Long> published = new ArrayList<>();
        String run = null;
        long shift = 0;
        for (PendingSegment segment : runs.segments) {
            List<Long> stamps = video(runs.sources.get(segment));
            if (!segment.run().equals(run)) {
                run = segment.run();
                shift = Stamp.minus(pictures.get(published.size()), stamps.get(0));
            }
            for (long stamp : stamps) {
                published.add(Stamp.plus(stamp, shift));
            }
        }
        return published;
    }

    private static List<Long> video(byte[] segment) {
        try {
            return TsSegment.read(segment).video().map(Track::stamps).orElseThrow();
        } catch (TsException e) {
            throw new AssertionError(e);
        }
    }
}

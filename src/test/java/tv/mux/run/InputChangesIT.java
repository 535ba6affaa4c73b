package tv.mux.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
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

/**
 * Inputs that change as they go, or are not even: every picture of them is cut once. Segments and cuts of two seconds.
 */
class InputChangesIT {
    private static final String X264 =
            " -pix_fmt yuv420p -c:v libx264 -preset ultrafast -sc_threshold 0 -c:a aac -force_key_frames expr:gte(t,n_forced*";

    /** Without the lead that its muxer gives FFmpeg's stamps. */
    private static final String HLS = " -muxdelay 0 -muxpreload 0 -f hls -hls_list_size 0 -hls_time ";

    @TempDir
    private Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final StringBuilder list = new StringBuilder("#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:2\n");
    private final List<Long> pictures = new ArrayList<>();
    private StaticInput input;

    @BeforeEach
    void serve() throws Exception {
        input = StaticInput.serve(vertx, folder);
    }

    @AfterEach
    void close() throws Exception {
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    @Test
    void aChangeThatIsNotAnnouncedIsASeamAllTheSame() throws Exception {
        add("small", "testsrc2=s=160x90:r=25", 48_000, 100);
        add("large", "testsrc2=s=320x180:r=25", 48_000, 108);
        add("slow", "testsrc2=s=320x180:r=25", 44_100, 116);
        Followed followed = follow();

        RunStatus first = followed.ended("r1");
        assertThat(first.cause()).isEqualTo(Cause.DISCONTINUITY);
        assertThat(first.detail()).matches("its video changes from avc1\\S+ 160x90 to avc1\\S+ 320x180");
        followed.begin("r2", input.head(), "r1");
        RunStatus second = followed.ended("r2");
        assertThat(second.cause()).isEqualTo(Cause.DISCONTINUITY);
        assertThat(second.detail()).isEqualTo("the sample rate of its audio changes");
        followed.begin("r3", input.head(), "r2");
        followed.cuts("r3", 3); // the last segment is no cut until there is one behind it

        assertThat(followed.cutsOf("r1")).hasSize(4);
        assertThat(followed.cutsOf("r2")).hasSize(4);
        assertThat(shown(followed)).containsExactlyElementsOf(pictures.subList(0, 11 * 50));
    }

    @Test
    void aChangeThatIsAnnouncedToo() throws Exception {
        add("small", "testsrc2=s=160x90:r=25", 48_000, 100);
        Followed followed = follow();
        followed.cuts("r1", 1);
        list.append("#EXT-X-DISCONTINUITY\n");
        add("large", "testsrc2=s=320x180:r=30", 48_000, 500);
        publish();

        assertThat(followed.ended("r1").cause()).isEqualTo(Cause.DISCONTINUITY);
        followed.begin("r2", input.head(), "r1");
        followed.cuts("r2", 3);

        assertThat(followed.states).noneMatch(state -> state.run().equals("r2") && state.cause() != null);
        assertThat(shown(followed)).containsExactlyElementsOf(pictures.subList(0, 4 * 50 + 3 * 60));
    }

    @Test
    void aFrameRateThatVaries() throws Exception {
        add("uneven", "testsrc2=s=160x90:r=25,select='gt(mod(n,7),2)+not(mod(n,50))'", 48_000, 100);
        Followed followed = follow();

        followed.cuts("r1", 3);

        List<Long> shown = shown(followed);
        assertThat(shown).hasSizeGreaterThan(3 * 25).hasSizeLessThan(3 * 40);
        assertThat(shown).containsExactlyElementsOf(pictures.subList(0, shown.size()));
    }

    /**
     * FFmpeg makes a short segment of this one, and exits with code 0. It lies elsewhere in time, so that the next run
     * would begin at the damaged segment again.
     */
    @Test
    void aShuffledSegmentIsTriedThreeTimesAtMost() throws Exception {
        add("before", "testsrc2=s=320x180:r=25", 48_000, 100, 1);
        shuffle("before1.ts");
        Followed followed = follow();
        list.append("#EXT-X-DISCONTINUITY\n");
        add("behind", "testsrc2=s=320x180:r=25", 48_000, 500, 1);
        publish();

        int last = 1;
        while (last < 10 && !deliversFrom(4, "r" + last, followed)) {
            String run = "r" + last;
            await().until(() -> deliversFrom(4, run, followed) || followed.hasEnded(run));
            if (!deliversFrom(4, run, followed)) {
                followed.begin("r" + ++last, input.head(), run);
            }
        }

        assertThat(last).as("%s", followed.states).isLessThan(10);
    }

    private static boolean deliversFrom(long sequence, String run, Followed followed) {
        return followed.cutsOf(run).stream().anyMatch(cut -> cut.firstInput() >= sequence);
    }

    private void shuffle(String file) throws IOException {
        Path segment = input.folder().resolve(file);
        Buffer whole = Buffer.buffer(Files.readAllBytes(segment));
        Files.write(segment, Damage.withShuffledPackets(whole, 40).getBytes());
    }

    private Followed follow() throws Exception {
        publish();
        Followed followed = Followed.deploy(vertx, folder.resolve("runs"), Map.of("INPUT_UNFIT", "transcode"));
        followed.beginAt("r1", input.head(), new Position(0, pictures.get(0)));
        return followed;
    }

    private void publish() throws IOException {
        Path next = Files.writeString(folder.resolve("next.m3u8"), list);
        Files.move(next, input.folder().resolve("live.m3u8"), StandardCopyOption.ATOMIC_MOVE);
    }

    private void add(String name, String picture, int rate, int from) throws IOException {
        add(name, picture, rate, from, 2);
    }

    /** Four segments more. */
    private void add(String name, String picture, int rate, int from, int seconds) throws IOException {
        String words = "ffmpeg -nostdin -v error -f lavfi -i " + picture + " -f lavfi -i sine=r=" + rate + " -t "
                + 4 * seconds + " -fps_mode vfr" + X264 + seconds + ")" + HLS + seconds + " -output_ts_offset " + from
                + " " + name + ".m3u8";
        OneShotProcess once = OneShotProcess.run(List.of(words.split(" ")), input.folder(), Duration.ofSeconds(60));
        assertThat(once.succeeded()).as(once.lastLines()).isTrue();
        for (int i = 0; i < 4; i++) {
            String file = name + i + ".ts";
            list.append("#EXTINF:" + seconds + ".0,\n").append(file).append('\n');
            pictures.addAll(video(Files.readAllBytes(input.folder().resolve(file))));
        }
    }

    /** The stamps of all pictures cut so far, in the input's time: a run's time is that, moved by a constant. */
    private List<Long> shown(Followed followed) {
        List<Long> shown = new ArrayList<>();
        String run = null;
        long moved = 0;
        for (PendingSegment cut : followed.cuts) {
            List<Long> stamps = video(followed.files.get(cut));
            if (!cut.run().equals(run)) {
                run = cut.run();
                moved = Stamp.minus(pictures.get(shown.size()), stamps.get(0));
            }
            for (long stamp : stamps) {
                shown.add(Stamp.plus(stamp, moved));
            }
        }
        return shown;
    }

    private static List<Long> video(byte[] segment) {
        try {
            return TsSegment.read(segment).video().map(Track::stamps).orElseThrow();
        } catch (TsException e) {
            throw new AssertionError(e);
        }
    }
}

package tv.mux.system;

import static org.assertj.core.api.Assertions.assertThat;
import static tv.mux.harness.Waits.awaitRuns;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tv.mux.Heavy;
import tv.mux.audit.Farm;
import tv.mux.audit.HlsAudit;
import tv.mux.audit.Run;
import tv.mux.demo.Spec;
import tv.mux.harness.Listed;
import tv.mux.harness.MuxProcess;
import tv.mux.ts.Track;
import tv.mux.ts.TsSegment;

/**
 * Adaptive mode over switches and an FFmpeg crash: every rendition follows the HLS rules, and segments with the same
 * number show the same pictures in all renditions.
 */
@Heavy
@ExtendWith(VertxExtension.class)
class AdaptiveIT {
    private static final String LADDER = "[{\"height\":120,\"video_bitrate\":\"200k\",\"audio_bitrate\":\"64k\"},"
            + "{\"height\":60,\"video_bitrate\":\"80k\",\"audio_bitrate\":\"32k\"}]";
    private static final Pattern VARIANT =
            Pattern.compile("#EXT-X-STREAM-INF:BANDWIDTH=(\\d+),AVERAGE-BANDWIDTH=(\\d+),"
                    + "CODECS=\"avc1\\.[0-9a-f]{6},mp4a\\.40\\.2\",RESOLUTION=(\\d+x\\d+),FRAME-RATE=(\\d+\\.\\d{3})");
    private static final List<String> MOVES = List.of("one", "two", "three", "one");

    @Test
    void allRenditionsFollowTheRulesAndAreAligned(Vertx vertx, @TempDir Path folder) throws Exception {
        Spec[] inputs = {
            Spec.of("one", 320, 180, 25),
            Spec.of("two", 256, 144, 30).withSegments(2, 1).withPhase(0.7),
            // Smaller than the upper rendition, and with output segments that end within its input segments.
            Spec.of("three", 160, 90, 24).withSegments(1.5, 0.5).withWindow(8),
        };
        Map<String, String> settings;
        try (Farm farm = Farm.start(vertx, inputs)) {
            settings = MuxProcess.settings(folder, farm.apiUrl());
            settings.put("MUX_MODE", "abr");
            settings.put("HLS_SEGMENT_TIME", "2");
            settings.put("ABR_PRESET", "ultrafast");
            settings.put("ABR_VARIANTS", LADDER);
            try (MuxProcess mux = MuxProcess.start(settings)) {
                farm.move(MOVES.get(0));
                mux.awaitSegment();
                try (HlsAudit source = HlsAudit.watch(rendition(mux, 0), farm.book());
                        HlsAudit first = HlsAudit.watch(rendition(mux, 1));
                        HlsAudit second = HlsAudit.watch(rendition(mux, 2))) {
                    for (int i = 1; i < MOVES.size(); i++) {
                        awaitRuns(source, i);
                        farm.move(MOVES.get(i));
                    }
                    awaitRuns(source, MOVES.size());
                    MuxProcess.signal(mux.awaitOnlyChild().pid(), "KILL");
                    awaitRuns(source, MOVES.size() + 1);
                    assertThat(source.runs())
                            .extracting(Run::source)
                            .containsExactly("one", "two", "three", "one", "one");
                    for (HlsAudit audit : List.of(source, first, second)) {
                        assertThat(audit.breaches()).as(audit.report()).isEmpty();
                    }
                    System.out.print("AdaptiveIT: " + source.report());
                }
                assertRenditionsAligned(mux);
                assertMasterPlaylistCorrect(mux);
            }
        }
    }

    private static void assertRenditionsAligned(MuxProcess mux) throws Exception {
        List<Listed> listed = Listed.in(rendition(mux, 0));
        for (Listed segment : listed) {
            List<Track> videos = new ArrayList<>();
            for (int n = 0; n < 3; n++) {
                videos.add(segment(rendition(mux, n).resolve(segment.uri()))
                        .video()
                        .orElseThrow());
            }
            assertThat(videos.get(1).stamps())
                    .as(segment.uri())
                    .isEqualTo(videos.get(0).stamps());
            assertThat(videos.get(2).stamps())
                    .as(segment.uri())
                    .isEqualTo(videos.get(0).stamps());
            assertThat(videos).allMatch(Track::keyFirst);
            assertThat(videos.get(1).sps().height()).isIn(120, 90);
            assertThat(videos.get(2).sps().height()).isEqualTo(60);
        }
    }

    private static void assertMasterPlaylistCorrect(MuxProcess mux) throws Exception {
        String master = MuxProcess.get(mux.playlist()).body();
        Matcher variants = VARIANT.matcher(master);
        List<String> sizes = new ArrayList<>();
        for (int n = 0; n < 3; n++) {
            assertThat(variants.find()).as(master).isTrue();
            long bandwidth = Long.parseLong(variants.group(1));
            assertThat(Long.parseLong(variants.group(2))).isLessThanOrEqualTo(bandwidth);
            sizes.add(variants.group(3));
            assertThat(variants.group(4)).isEqualTo("30.000");
            for (Listed segment : Listed.in(rendition(mux, n))) {
                if (segment.seconds() >= 1.5) {
                    double rate = MuxProcess.getBytes(rendition(mux, n).resolve(segment.uri())).length
                            * 8
                            / segment.seconds();
                    assertThat(rate).as("%s of %s", segment.uri(), master).isLessThanOrEqualTo((double) bandwidth);
                }
            }
        }
        assertThat(sizes).containsExactly("320x180", "214x120", "106x60");
        assertThat(master.lines().filter(line -> line.startsWith("stream_")))
                .containsExactly("stream_0/playlist.m3u8", "stream_1/playlist.m3u8", "stream_2/playlist.m3u8");
        assertThat(master).contains("#EXT-X-INDEPENDENT-SEGMENTS\n");
    }

    private static URI rendition(MuxProcess mux, int number) {
        return mux.output("/live/stream_" + number + "/playlist.m3u8");
    }

    private static TsSegment segment(URI address) {
        return TsSegment.read(MuxProcess.getBytes(address));
    }
}

package tv.mux.normalise;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tv.mux.input.InputItem;
import tv.mux.media.PackedAudio;
import tv.mux.ts.TsException;
import tv.mux.ts.TsSegment;

/**
 * Turns input segments of any container format into MPEG-TS: fragmented MP4, and packed audio (RFC 8216 §3.4). Keeps
 * the time stamps. Blocks, so it must not be called on an event loop.
 */
final class Remuxer {
    private static final Logger LOG = LoggerFactory.getLogger(Remuxer.class);

    /** Video codecs that MPEG-TS cannot carry. */
    private static final Pattern NOT_IN_TS = Pattern.compile("Stream #\\S+: Video: (av1|vp8|vp9)\\b.*");

    private final NormaliserSettings settings;
    private final ConversionProcess process;
    private final ContinuityCounters counters;

    /** The init section of the fragmented MP4 that was inspected last; null before the first. */
    private byte[] inspected;

    private boolean encodesVideo;

    Remuxer(NormaliserSettings settings, ConversionProcess process, ContinuityCounters counters) {
        this.settings = settings;
        this.process = process;
        this.counters = counters;
    }

    /** Returns a segment as MPEG-TS. The media is empty if the segment cannot be read. */
    Piece toTransportStream(InputItem.Segment segment) throws IOException {
        Optional<PackedAudio> audio = PackedAudio.read(segment.bytes());
        InputItem.Segment remuxed;
        if (audio.isPresent()) {
            remuxed = fromPackedAudio(segment, audio.get());
        } else {
            remuxed = segment.init() == null ? segment : fromFragmentedMp4(segment);
        }
        try {
            return new Piece(remuxed, Optional.of(TsSegment.read(remuxed.bytes())));
        } catch (TsException e) {
            return new Piece(remuxed, Optional.empty());
        }
    }

    /** What is done to fragmented MP4, for the operator; empty if the input has none. */
    String description() {
        return inspected == null
                ? ""
                : "fragmented MP4 is put into a transport stream" + (encodesVideo ? ", its video transcoded" : "");
    }

    private InputItem.Segment fromPackedAudio(InputItem.Segment segment, PackedAudio audio) throws IOException {
        byte[] frames = Arrays.copyOfRange(segment.bytes(), audio.offset(), segment.bytes().length);
        Path file = process.write("frames", Stream.of(frames));
        long stamp = ConversionCommand.unwrap(audio.stamp());
        return run(segment, ConversionCommand.pack(settings.ffmpeg(), file.toString(), audio.codec(), stamp));
    }

    private InputItem.Segment fromFragmentedMp4(InputItem.Segment segment) throws IOException {
        Path file = process.write("fragment.mp4", Stream.of(segment.init(), segment.bytes()));
        if (!Arrays.equals(inspected, segment.init())) {
            encodesVideo = settings.transcodes()
                    && process.describe(file)
                            .lines()
                            .anyMatch(line -> NOT_IN_TS.matcher(line.strip()).matches());
            inspected = segment.init();
            LOG.info("input {}: {}", segment.name(), description());
        }
        return run(
                segment, ConversionCommand.repack(settings.ffmpeg(), settings.preset(), file.toString(), encodesVideo));
    }

    private InputItem.Segment run(InputItem.Segment segment, List<String> command) throws IOException {
        byte[] bytes = process.run(segment.name(), command);
        counters.apply(bytes);
        return new InputItem.Segment(segment.sequence(), segment.durationMs(), bytes, segment.name());
    }
}

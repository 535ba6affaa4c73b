package tv.mux.normalise;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.stream.Stream;
import tv.mux.input.InputItem;
import tv.mux.media.Stamp;
import tv.mux.ts.AudioTrim;
import tv.mux.ts.Track;
import tv.mux.ts.TsException;
import tv.mux.ts.TsSegment;

/**
 * Converts one segment after another as planned, and joins their audio: each piece begins with the audio frame that
 * follows the last one of the piece before. Blocks, so it must not be called on an event loop.
 */
final class PieceConverter {
    /** The first audio frame of a piece needs a warm-up, unless there is this much audio before the frame. */
    private static final long ENOUGH_AUDIO_BEFORE = DecoderContext.JUMP / 4;

    /** Tolerance for rounded time stamps: 1 ms. */
    private static final long ROUNDING = Stamp.HZ / 1000;

    private final NormaliserSettings settings;
    private final ConversionProcess process;
    private final ContinuityCounters counters;
    private final DecoderContext context;

    /** The first audio frame of the next piece, counted since the time stamp 0. */
    private long nextAudioFrame;

    /** The time stamp at which the audio of the next piece begins. */
    private long nextAudioStamp;

    PieceConverter(
            NormaliserSettings settings,
            ConversionProcess process,
            ContinuityCounters counters,
            DecoderContext context) {
        this.settings = settings;
        this.process = process;
        this.counters = counters;
        this.context = context;
    }

    /**
     * Converts the next segment.
     *
     * @param segment number, duration and address of the segment
     * @param source the segment as a transport stream
     * @param separateAudio the audio that belongs to the segment if that has a playlist of its own, oldest first
     * @param seam whether the audio need not continue that of the piece before
     */
    InputItem.Segment convert(
            InputItem.Segment segment,
            ParsedSegment source,
            Deque<ParsedSegment> separateAudio,
            ConversionPlan plan,
            boolean seam)
            throws IOException {
        TsSegment media = source.media();
        Track lead = media.lead();
        long begin = ConversionCommand.unwrap(lead.first());
        long end = begin + lead.durationTicks();
        if (seam
                || context.previous().isEmpty()
                || Math.abs(Stamp.minus(nextAudioStamp, lead.first())) > DecoderContext.JUMP) {
            nextAudioFrame = ConversionCommand.frame(begin);
            nextAudioStamp = lead.first();
        }
        boolean separate = !separateAudio.isEmpty();
        Deque<ParsedSegment> audio = separate ? separateAudio : ownAudio(source, plan);
        Stream<ParsedSegment> pictures =
                needsContext(plan, media) ? Stream.concat(context.segments(), Stream.of(source)) : Stream.of(source);
        process.write(ConversionCommand.VIDEO_FILE, pictures.map(ParsedSegment::bytes));
        process.write(ConversionCommand.AUDIO_FILE, audio.stream().map(ParsedSegment::bytes));
        long audioBegin = begin + Stamp.minus(audio.peekFirst().media().first(), lead.first());
        long audioEnd = plan.audio() == ConversionPlan.Audio.SILENCE
                ? end
                : begin + Stamp.minus(audioEnd(audio.peekLast().media()), lead.first());
        ConversionCommand.Job job = new ConversionCommand.Job(
                settings.ffmpeg(),
                settings.preset(),
                settings.gop(),
                plan,
                begin,
                end,
                nextAudioFrame,
                audioBegin < ConversionCommand.stamp(nextAudioFrame) - ENOUGH_AUDIO_BEFORE,
                audioEnd);
        byte[] bytes = process.run(segment.name(), ConversionCommand.of(job));
        if (plan.audio() != ConversionPlan.Audio.COPY) {
            long from = ConversionCommand.stamp(nextAudioFrame);
            nextAudioFrame = job.nextAudioFrame();
            long to = ConversionCommand.stamp(nextAudioFrame);
            bytes = trimAudio(bytes, from, to);
            nextAudioStamp = Stamp.plus(to, 0);
        } else if (separate) {
            long to = Stamp.plus(lead.first(), Math.min(end, audioEnd) - begin);
            bytes = trimAudio(bytes, nextAudioStamp, to);
            nextAudioStamp = to;
        }
        counters.apply(bytes);
        return new InputItem.Segment(segment.sequence(), segment.durationMs(), bytes, segment.name());
    }

    /** The segment itself. If its audio is encoded, the segment before comes first, as an encoder needs a warm-up. */
    private Deque<ParsedSegment> ownAudio(ParsedSegment source, ConversionPlan plan) {
        Deque<ParsedSegment> audio = new ArrayDeque<>();
        if (plan.audio() == ConversionPlan.Audio.ENCODE) {
            context.previous().ifPresent(audio::add);
        }
        audio.add(source);
        return audio;
    }

    /** Whether pictures must be decoded that refer to pictures of earlier segments. */
    private static boolean needsContext(ConversionPlan plan, TsSegment media) {
        return plan.encodesVideo()
                && media.video()
                        .filter(video ->
                                !video.keyFirst() || Stamp.minus(video.keys().get(0), video.first()) > 0)
                        .isPresent();
    }

    private static long audioEnd(TsSegment media) {
        return media.audio().map(Track::end).orElseGet(media::end);
    }

    /** Keeps only the audio between two time stamps. Bytes that are no transport stream stay as they are. */
    private static byte[] trimAudio(byte[] bytes, long from, long to) {
        try {
            return TsSegment.read(bytes)
                    .audio()
                    .map(audio ->
                            AudioTrim.of(bytes, audio.pid(), Stamp.plus(from, -ROUNDING), Stamp.plus(to, -ROUNDING)))
                    .orElse(bytes);
        } catch (TsException e) {
            return bytes; // the conversion failed, which is logged
        }
    }
}

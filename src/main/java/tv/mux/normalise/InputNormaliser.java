package tv.mux.normalise;

import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Deque;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tv.mux.input.InputItem;
import tv.mux.input.fetch.MemoryBudget;
import tv.mux.ts.Track;
import tv.mux.ts.TsSegment;

/**
 * Turns the segments of one input into pieces that a run can use: MPEG-TS with H.264 and AAC, one piece for each
 * segment, with the time stamps of the input. A segment that is fit already is passed on unchanged.
 *
 * <p>Normalises one segment at a time. The work is done on worker threads.
 */
public final class InputNormaliser {
    private static final Logger LOG = LoggerFactory.getLogger(InputNormaliser.class);

    private final WorkerExecutor workers;
    private final NormaliserSettings settings;
    private final ConversionProcess process;
    private final Remuxer remuxer;
    private final ConversionPlanner planner;
    private final PieceConverter converter;
    private final DecoderContext context;
    private final AudioBuffer audioBuffer;
    private SeparateAudio separateAudio;
    private MemoryBudget.Slot memory;
    private Future<?> running = Future.succeededFuture();
    private volatile String conversion = "";

    /**
     * A normalised segment.
     *
     * @param segment a transport stream with the sequence number of the input segment
     * @param seam why the piece does not continue the piece before; null if it does
     */
    public record Result(InputItem.Segment segment, String seam) {}

    /**
     * Creates the normaliser of one input.
     *
     * @param directory where FFmpeg works; created when needed, deleted by {@link #close}
     */
    public InputNormaliser(WorkerExecutor workers, NormaliserSettings settings, Path directory) {
        this.workers = workers;
        this.settings = settings;
        this.process = new ConversionProcess(settings, directory);
        this.context = new DecoderContext(settings.maxBytes());
        this.audioBuffer = new AudioBuffer(settings.maxBytes());
        ContinuityCounters counters = new ContinuityCounters();
        this.remuxer = new Remuxer(settings, process, counters);
        this.planner = new ConversionPlanner(settings);
        this.converter = new PieceConverter(settings, process, counters, context);
    }

    /** Sets the slot that counts the bytes kept in memory. */
    public void setMemory(MemoryBudget.Slot slot) {
        memory = slot;
    }

    /** Takes the audio from another playlist from now on. */
    public void setSeparateAudio(SeparateAudio audio) {
        separateAudio = audio;
    }

    /** Returns what is done to the input's media, for the operator; empty if nothing is. */
    public String conversion() {
        return conversion;
    }

    /** Normalises the next segment. A segment that cannot be read is passed on unchanged. */
    public Future<Result> normalise(InputItem.Segment segment) {
        Future<Result> result = workers.executeBlocking(() -> remuxer.toTransportStream(segment), false)
                .compose(piece -> piece.media().isPresent() && separateAudio != null
                        ? readAudio(piece.media().get().end(), AudioBuffer.MAX_SEGMENTS)
                                .map(piece)
                        : Future.succeededFuture(piece))
                .compose(piece -> workers.executeBlocking(() -> convert(piece), false));
        running = result;
        return result;
    }

    /** Reads segments of the separate audio, at most a number of them, until a time stamp is reached. */
    private Future<Void> readAudio(long stamp, int segments) {
        if (segments == 0 || audioBuffer.reaches(stamp)) {
            return Future.succeededFuture();
        }
        return separateAudio
                .next()
                .compose(next -> next.isEmpty()
                        ? Future.succeededFuture()
                        : workers.executeBlocking(() -> bufferAudio(next.get()), false)
                                .compose(buffered -> readAudio(stamp, segments - 1)));
    }

    private Void bufferAudio(InputItem.Segment segment) throws IOException {
        Piece audio = remuxer.toTransportStream(segment);
        audio.media()
                .ifPresent(media ->
                        audioBuffer.add(new ParsedSegment(audio.segment().bytes(), media)));
        countMemory();
        return null;
    }

    private Result convert(Piece piece) throws IOException {
        InputItem.Segment segment = piece.segment();
        boolean neverConverts = !settings.transcodes() && separateAudio == null;
        if (piece.media().isEmpty() || neverConverts) {
            return new Result(segment, null);
        }
        TsSegment media = piece.media().get();
        if (context.jumpsTo(media)) {
            context.clear();
            planner.restart();
        }
        Deque<ParsedSegment> audio = audioBuffer.during(media);
        Optional<Track> audioTrack =
                audio.isEmpty() ? media.audio() : audio.peekFirst().media().audio();
        ConversionPlanner.Decision decision = planner.decide(piece, audioTrack);
        ConversionPlan plan = decision.plan();
        if (decision.first() && !plan.isPassThrough()) {
            LOG.info("input {}: {}", segment.name(), plan.description());
        }
        conversion = describe(plan);
        ParsedSegment source = new ParsedSegment(segment.bytes(), media);
        InputItem.Segment converted = plan.isPassThrough() && audio.isEmpty()
                ? segment
                : converter.convert(segment, source, audio, plan, decision.seam() != null);
        context.add(source);
        countMemory();
        return new Result(converted, decision.seam());
    }

    private String describe(ConversionPlan plan) {
        return Stream.of(
                        remuxer.description(),
                        separateAudio == null ? "" : "audio from a playlist of its own is added to its video",
                        plan.description())
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining("; "));
    }

    private void countMemory() {
        if (memory != null) {
            memory.set(context.bytes() + audioBuffer.bytes());
        }
    }

    /** Deletes the working directory after the segment that is being normalised. */
    public Future<Void> close() {
        return running.transform(done -> workers.executeBlocking(
                () -> {
                    process.deleteDirectory();
                    return null;
                },
                false));
    }
}

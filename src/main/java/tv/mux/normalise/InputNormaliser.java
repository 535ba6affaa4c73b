package tv.mux.normalise;

import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tv.mux.files.FileTree;
import tv.mux.input.InputItem;
import tv.mux.input.fetch.MemoryBudget;
import tv.mux.media.PackedAudio;
import tv.mux.media.Stamp;
import tv.mux.process.OneShotProcess;
import tv.mux.ts.AudioTrim;
import tv.mux.ts.TimeShift;
import tv.mux.ts.Track;
import tv.mux.ts.TsException;
import tv.mux.ts.TsSegment;

/**
 * Makes input segments of any shape what runs are fed: pieces of a transport stream with H.264 and AAC, in the input's
 * own time, one piece for each segment. What is so already is passed on untouched. One at a time.
 */
public final class InputNormaliser {
    private static final Logger LOG = LoggerFactory.getLogger(InputNormaliser.class);

    /** What one piece may take to be made. */
    private static final Duration MOST = Duration.ofSeconds(20);

    /** Segments of separate audio that are read for one piece, and kept. */
    private static final int MOST_SOUNDS = 12;

    private static final long JUMP = Stamp.HZ;

    /** What a transport stream cannot hold. */
    private static final Pattern FOREIGN = Pattern.compile("Stream #\\S+: Video: (av1|vp8|vp9)\\b.*");

    private final WorkerExecutor workers;
    private final Rules rules;
    private final Path directory;
    private final Deque<Content> context = new ArrayDeque<>();
    private final Deque<Content> sounds = new ArrayDeque<>();
    private final Map<Integer, Integer> counters = new HashMap<>();
    private KeyFrameSpacing keyFrames;
    private Optional<String> tooFarApart = Optional.empty();
    private ConversionPlan last;
    private Content before;
    private byte[] surveyed;
    private boolean foreign;
    private long audioFrom;
    private long soundUpTo;
    private SeparateAudio audio;
    private Future<?> making = Future.succeededFuture();
    private MemoryBudget.Slot memory;
    public volatile String converted = "";

    /**
     * What every input is held to.
     *
     * @param ffmpeg the program
     * @param preset of x264
     * @param gop pictures from key frame to key frame at most, where the source's are too far apart
     * @param targetMs no cut may be longer, milliseconds
     * @param transcodes whether what players cannot show is transcoded, and what is missing is added
     * @param pieceBytes maximum size of a piece, and of what is kept to make one, in bytes
     */
    public record Rules(String ffmpeg, String preset, int gop, long targetMs, boolean transcodes, int pieceBytes) {}

    /**
     * A piece.
     *
     * @param segment the transport stream, with the number of the input segment that it was
     * @param seam why it does not join on to the piece before; null where it does
     */
    public record Made(InputItem.Segment segment, String seam) {}

    /** A segment as a transport stream. */
    private static final class Content {
        private final byte[] bytes;
        private final TsSegment media;

        Content(byte[] bytes, TsSegment media) {
            this.bytes = bytes;
            this.media = media;
        }

        byte[] bytes() {
            return bytes;
        }

        TsSegment media() {
            return media;
        }
    }

    /** For an input; what is made is made in a folder of its own. */
    public InputNormaliser(WorkerExecutor workers, Rules rules, Path directory) {
        this.workers = workers;
        this.rules = rules;
        this.directory = directory;
        this.keyFrames = new KeyFrameSpacing(rules.targetMs());
    }

    /** Sets the slot that counts the bytes kept in memory. */
    public void counts(MemoryBudget.Slot slot) {
        memory = slot;
    }

    /** Its audio is read from elsewhere from now on. */
    public void hears(SeparateAudio separate) {
        audio = separate;
    }

    /** The piece that an input segment becomes. What cannot be read stays as it is. */
    public Future<Made> piece(InputItem.Segment segment) {
        Future<Made> piece = workers.executeBlocking(() -> opened(segment), false)
                .compose(opened -> opened.media().isPresent() && audio != null
                        ? heard(opened.media().get().end(), MOST_SOUNDS).map(opened)
                        : Future.succeededFuture(opened))
                .compose(opened -> workers.executeBlocking(() -> made(opened), false));
        making = piece;
        return piece;
    }

    /** Reads audio until there is some up to a stamp, so many segments of it at most. */
    private Future<Void> heard(long stamp, int most) {
        Content newest = sounds.peekLast();
        if (most == 0 || (newest != null && Stamp.minus(newest.media().end(), stamp) >= 0)) {
            return Future.succeededFuture();
        }
        return audio.next()
                .compose(next -> next.isEmpty()
                        ? Future.succeededFuture(false)
                        : workers.executeBlocking(() -> heard(next.get()), false))
                .compose(more -> more ? heard(stamp, most - 1) : Future.succeededFuture());
    }

    private boolean heard(InputItem.Segment segment) throws IOException {
        Piece sound = opened(segment);
        sound.media()
                .ifPresent(media -> sounds.addLast(new Content(sound.segment().bytes(), media)));
        if (sounds.size() > MOST_SOUNDS || bytes(sounds) > rules.pieceBytes()) {
            sounds.removeFirst();
        }
        count();
        return true;
    }

    /** A segment as a transport stream, and what it holds. */
    private Piece opened(InputItem.Segment segment) throws IOException {
        Optional<PackedAudio> bare = PackedAudio.read(segment.bytes());
        InputItem.Segment packed =
                bare.isPresent() ? packed(segment, bare.get()) : segment.init() == null ? segment : repacked(segment);
        try {
            return new Piece(packed, Optional.of(TsSegment.read(packed.bytes())));
        } catch (TsException e) {
            return new Piece(packed, Optional.empty());
        }
    }

    private Made made(Piece opened) throws IOException {
        InputItem.Segment packed = opened.segment();
        boolean asItIs = !rules.transcodes() && audio == null;
        if (opened.media().isEmpty() || asItIs) {
            return new Made(packed, null);
        }
        TsSegment media = opened.media().get();
        Content content = new Content(packed.bytes(), media);
        if (before != null && Math.abs(Stamp.minus(media.first(), before.media().end())) > JUMP) {
            forget();
        }
        if (tooFarApart.isEmpty() && rules.transcodes()) {
            tooFarApart = keyFrames.tooFarApart(opened);
        }
        Deque<Content> beside = beside(media);
        Optional<Track> sound =
                beside.isEmpty() ? media.audio() : beside.peekFirst().media().audio();
        ConversionPlan treatment =
                rules.transcodes() ? ConversionPlan.of(media.video(), sound, tooFarApart) : ConversionPlan.NONE;
        String seam = last == null || last.joins(treatment) ? null : changed(treatment);
        if (!treatment.none() && (last == null || seam != null)) {
            LOG.info("input {}: {}", packed.name(), treatment.said());
        }
        last = treatment;
        converted = said(treatment);
        InputItem.Segment piece = treatment.none() && beside.isEmpty()
                ? packed
                : converted(packed, content, beside, treatment, seam != null);
        remember(content);
        count();
        return new Made(piece, seam);
    }

    /** What is done to its media, for people; empty where nothing is. */
    public String converted() {
        return converted;
    }

    private String said(ConversionPlan treatment) {
        return Stream.of(
                        surveyed == null ? "" : "fragmented MP4 is put into a transport stream" + video(),
                        audio == null ? "" : "audio from a playlist of its own is put beside its video",
                        treatment.said())
                .filter(said -> !said.isEmpty())
                .collect(Collectors.joining("; "));
    }

    /** The audio that is heard with a segment, where it has a playlist of its own. */
    private Deque<Content> beside(TsSegment media) {
        while (sounds.size() > 1
                && Stamp.minus(media.first(), sounds.peekFirst().media().end()) > JUMP) {
            sounds.removeFirst();
        }
        return sounds.stream()
                .filter(sound -> Stamp.minus(media.end(), sound.media().first()) > 0
                        && Stamp.minus(media.first(), sound.media().end()) < JUMP)
                .collect(Collectors.toCollection(ArrayDeque::new));
    }

    private static String changed(ConversionPlan treatment) {
        return "its tracks change: " + (treatment.none() ? "nothing is transcoded any more" : treatment.said());
    }

    /** It begins anew. */
    private void forget() {
        before = null;
        context.clear();
        keyFrames = new KeyFrameSpacing(rules.targetMs());
        tooFarApart = Optional.empty();
    }

    /** The segments since the last that a decoder can begin with are kept, as those behind them need them. */
    private void remember(Content content) {
        before = content;
        boolean begins = content.media().video().map(Track::keyFirst).orElse(true);
        if (begins) {
            context.clear();
        }
        context.addLast(content);
        while (bytes(context) > rules.pieceBytes()) {
            context.removeFirst();
        }
    }

    private void count() {
        if (memory != null) {
            memory.set(bytes(context) + bytes(sounds));
        }
    }

    private static long bytes(Deque<Content> contents) {
        return contents.stream().mapToLong(one -> one.bytes().length).sum();
    }

    private InputItem.Segment packed(InputItem.Segment segment, PackedAudio audio) throws IOException {
        Files.createDirectories(directory);
        Path file = directory.resolve("frames");
        Files.write(file, Arrays.copyOfRange(segment.bytes(), audio.offset(), segment.bytes().length));
        return piece(
                segment,
                ran(
                        segment,
                        ConversionCommand.pack(
                                rules.ffmpeg(), file.toString(), audio.kind(), unwrapped(audio.stamp()))));
    }

    private InputItem.Segment repacked(InputItem.Segment segment) throws IOException {
        Files.createDirectories(directory);
        Path file = directory.resolve("fragment.mp4");
        write(file, Stream.of(segment.init(), segment.bytes()));
        if (!Arrays.equals(surveyed, segment.init())) {
            OneShotProcess survey = OneShotProcess.run(
                    List.of(rules.ffmpeg(), "-hide_banner", "-nostdin", "-i", file.toString()), directory, MOST);
            foreign = survey.said().lines().anyMatch(line -> FOREIGN.matcher(line.strip())
                    .matches());
            surveyed = segment.init();
            LOG.info("input {}: fragmented MP4 is put into a transport stream{}", segment.name(), video());
        }
        List<String> words = ConversionCommand.repack(
                rules.ffmpeg(), rules.preset(), file.toString(), foreign && rules.transcodes());
        return piece(segment, ran(segment, words));
    }

    private String video() {
        return foreign && rules.transcodes() ? ", its video transcoded" : "";
    }

    private InputItem.Segment converted(
            InputItem.Segment segment, Content content, Deque<Content> beside, ConversionPlan treatment, boolean anew)
            throws IOException {
        Files.createDirectories(directory);
        TsSegment media = content.media();
        Track lead = media.video().or(media::audio).orElseThrow();
        long begin = unwrapped(lead.first());
        long end = begin + lead.durationTicks();
        if (before == null || anew || Math.abs(Stamp.minus(soundUpTo, lead.first())) > JUMP) {
            audioFrom = ConversionCommand.frame(begin);
            soundUpTo = lead.first();
        }
        if (beside.isEmpty()) {
            beside.add(content);
            if (before != null && treatment.sound() == ConversionPlan.Sound.ENCODE) {
                beside.addFirst(before);
            }
        }
        Stream<Content> pictures = needsContext(treatment, media)
                ? Stream.concat(context.stream(), Stream.of(content))
                : Stream.of(content);
        write(directory.resolve(ConversionCommand.VIDEO_FILE), pictures.map(Content::bytes));
        write(directory.resolve(ConversionCommand.AUDIO_FILE), beside.stream().map(Content::bytes));
        long audioBegin = begin + Stamp.minus(beside.peekFirst().media().first(), lead.first());
        long audioEnd = treatment.sound() == ConversionPlan.Sound.SILENCE
                ? end
                : begin + Stamp.minus(soundEnd(beside.peekLast().media()), lead.first());
        ConversionCommand.Job job = new ConversionCommand.Job(
                rules.ffmpeg(),
                rules.preset(),
                rules.gop(),
                treatment,
                begin,
                end,
                audioFrom,
                audioBegin < ConversionCommand.stamp(audioFrom) - JUMP / 4,
                audioEnd);
        byte[] made = ran(segment, ConversionCommand.of(job));
        if (treatment.sound() != ConversionPlan.Sound.COPY) {
            made = taken(made, ConversionCommand.stamp(audioFrom), ConversionCommand.stamp(job.audioUpTo()));
            audioFrom = job.audioUpTo();
            soundUpTo = Stamp.plus(ConversionCommand.stamp(audioFrom), 0);
        } else if (beside.peekLast() != content) {
            long upTo = Stamp.plus(lead.first(), Math.min(end, audioEnd) - begin);
            made = taken(made, soundUpTo, upTo);
            soundUpTo = upTo;
        }
        return piece(segment, made);
    }

    /** Pictures that are told by others in an earlier segment need those to be decoded. */
    private static boolean needsContext(ConversionPlan treatment, TsSegment media) {
        boolean encodes = treatment.picture() == ConversionPlan.Picture.ENCODE
                || treatment.picture() == ConversionPlan.Picture.REKEY;
        return encodes
                && media.video()
                        .filter(video ->
                                !video.keyFirst() || Stamp.minus(video.keys().get(0), video.first()) > 0)
                        .isPresent();
    }

    private static long soundEnd(TsSegment media) {
        return media.audio().map(Track::end).orElseGet(media::end);
    }

    /** FFmpeg takes stamps that are about to begin again at 0 for negative ones. */
    private static long unwrapped(long stamp) {
        return stamp >= Stamp.MODULO - 60 * Stamp.HZ ? stamp - Stamp.MODULO : stamp;
    }

    /** Only the audio between two times, each with a hair's breadth, as stamps are rounded. */
    private static byte[] taken(byte[] made, long from, long upTo) {
        long hair = Stamp.HZ / 1000;
        try {
            return TsSegment.read(made)
                    .audio()
                    .map(audio -> AudioTrim.of(made, audio.pid(), Stamp.plus(from, -hair), Stamp.plus(upTo, -hair)))
                    .orElse(made);
        } catch (TsException e) {
            return made; // nothing came of it, which is told elsewhere
        }
    }

    private InputItem.Segment piece(InputItem.Segment segment, byte[] bytes) {
        goOn(bytes);
        return new InputItem.Segment(segment.sequence(), segment.durationMs(), bytes, segment.name());
    }

    private byte[] ran(InputItem.Segment segment, List<String> words) throws IOException {
        Path out = directory.resolve(ConversionCommand.OUTPUT_FILE);
        Files.deleteIfExists(out);
        OneShotProcess once = OneShotProcess.run(words, directory, MOST);
        long length = Files.isRegularFile(out) ? Files.size(out) : 0;
        if (!once.good()) {
            LOG.warn("input {}: FFmpeg cannot convert it: {}", segment.name(), once.ending());
            return new byte[0];
        }
        if (length > rules.pieceBytes()) {
            LOG.warn(
                    "input {}: dropped, because the result has {} bytes; the limit is {} (a quarter of INPUT_MEMORY)",
                    segment.name(),
                    length,
                    rules.pieceBytes());
            return new byte[0];
        }
        return length == 0 ? new byte[0] : Files.readAllBytes(out);
    }

    /** Continuity counters go on from piece to piece, for nothing is missing between them. */
    private void goOn(byte[] bytes) {
        try {
            Map<Integer, Integer> offsets = new HashMap<>();
            TsSegment.read(bytes).counters().forEach((pid, counter) -> {
                int offset = counter.offsetAfter(counters.getOrDefault(pid, 15));
                offsets.put(pid, offset);
                counters.put(pid, (counter.last() + offset) & 15);
            });
            TimeShift.apply(bytes, 0, pid -> offsets.getOrDefault(pid, 0));
        } catch (TsException e) {
            LOG.debug("nothing came of it: {}", e.getMessage());
        }
    }

    /** Writes the parts one after the other, without a copy of all of them in memory. */
    private static void write(Path file, Stream<byte[]> parts) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            for (byte[] part : (Iterable<byte[]>) parts::iterator) {
                out.write(part);
            }
        }
    }

    /** Nothing more is to be made. */
    public Future<Void> close() {
        return making.transform(done -> workers.executeBlocking(
                () -> {
                    FileTree.delete(directory);
                    return null;
                },
                false));
    }
}

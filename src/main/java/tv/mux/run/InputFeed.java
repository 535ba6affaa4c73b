package tv.mux.run;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import tv.mux.common.MonotonicClock;
import tv.mux.input.InputItem;
import tv.mux.input.InputReader;
import tv.mux.input.fault.InputException;
import tv.mux.input.fault.InputTrouble;
import tv.mux.input.fetch.InputClient;
import tv.mux.input.fetch.MemoryBudget;
import tv.mux.media.Stamp;
import tv.mux.model.Position;
import tv.mux.normalise.InputNormaliser;
import tv.mux.normalise.MediaFormat;
import tv.mux.normalise.Piece;
import tv.mux.normalise.SeparateAudio;
import tv.mux.status.RunStatus.Cause;
import tv.mux.ts.Track;
import tv.mux.ts.TsException;
import tv.mux.ts.TsSegment;

/**
 * The source of the pieces that runs are fed from one input. It outlives a run: pieces that one run was fed but has not
 * published are fed to the next run again. Confined to one Vert.x context.
 */
final class InputFeed {
    /** If the time stamps of two input segments differ by more than this, the segments are not continuous. */
    private static final long JUMP = Stamp.HZ;

    /** Time stamps that differ by no more than this are equal, in ticks. */
    private static final long SAME = Stamp.HZ / 500;

    private final Vertx vertx;
    private final InputReader reader;
    private final InputNormaliser normaliser;
    private final SegmentAttempts attempts;
    private final RenumberingGuard renumbering;
    private final MemoryBudget.Slot memory;

    /** Items that were read, or returned by a run, but are not fed yet. */
    private final Deque<Item> backlog = new ArrayDeque<>();

    private long fedBytes;
    private long readingBytes;

    /** Where the next run begins; null to begin with the first frame there is. */
    private Position resumeAt;

    /** The run's request for the next item; null if there is none. */
    private Promise<Item> request;

    private boolean reading;

    /** The time stamp at which the media read so far ends; null at the beginning and after damaged segments. */
    private Long readEnd;

    private MediaFormat format;

    /** Sequence number of the last segment that was left out as damaged; null if none was since the last seam. */
    private Long damagedSequence;

    private boolean damageReported;
    private Consumer<InputTrouble> onTrouble = trouble -> {};

    /** The next thing that an input delivers: a piece, or a point at which a run must end. */
    sealed interface Item {
        record Media(Piece piece) implements Item {}

        /** A point at which a run must end. */
        record Seam(Cause cause, String detail) implements Item {}
    }

    /**
     * Where a run begins.
     *
     * @param piece the first piece that the run is fed
     * @param begin time stamp of the first frame that the run must publish, in the time of the input
     * @param skip ticks from the beginning of the piece to that frame
     */
    record Start(Piece piece, long begin, long skip) {
        /**
         * The duration that FFmpeg skips at the beginning of the piece. It is slightly shorter than {@code skip}, as
         * time stamps are rounded: FFmpeg drops the frame before, but never the first frame itself.
         */
        Duration skipDuration() {
            // Half a picture, or less than any audio frame lasts.
            long tolerance = piece.video()
                    .map(video -> Math.min(Stamp.HZ / 50, Math.max(SAME, video.step() / 2)))
                    .orElse(SAME);
            return Duration.ofNanos(Math.max(0, skip - tolerance) * 1_000_000_000L / Stamp.HZ);
        }

        /** Whether a run that resumes at the given position begins later than this one did. */
        boolean precedes(Position position) {
            return position.sequence() > piece.segment().sequence()
                    || (continuesIn(piece, position) && Stamp.minus(position.stamp(), begin) > SAME);
        }
    }

    /** Creates a feed that has read nothing yet. */
    InputFeed(
            Vertx vertx,
            InputClient client,
            String head,
            InputReader.Start start,
            InputNormaliser normaliser,
            InputHistory.Known known) {
        this.vertx = vertx;
        this.normaliser = normaliser;
        this.attempts = known.attempts();
        this.renumbering = known.renumbering();
        this.reader = new InputReader(vertx, client, head, start, trouble -> onTrouble.accept(trouble));
        this.memory = reader.memory().slot();
        normaliser.setMemory(reader.memory().slot());
        this.resumeAt = start.published();
    }

    /** Opens an input. Fails with an {@link InputException} that names why the input cannot be read. */
    static Future<InputFeed> open(
            Vertx vertx,
            InputClient client,
            String head,
            InputReader.Start start,
            InputNormaliser normaliser,
            InputHistory.Known known) {
        Optional<String> unfit = known.renumbering().unfit(MonotonicClock.nowMs());
        if (unfit.isPresent()) {
            return Future.failedFuture(new InputException(Cause.UNFIT, unfit.get()));
        }
        InputFeed feed = new InputFeed(vertx, client, head, start, normaliser, known);
        return feed.reader
                .open()
                .compose(opened -> feed.reader
                        .audio()
                        .map(audio ->
                                audio.open().onSuccess(open -> normaliser.setSeparateAudio(new SeparateAudio(audio))))
                        .orElseGet(Future::succeededFuture))
                .map(opened -> feed)
                .onFailure(e -> feed.close());
    }

    /** What is done to the media before a run is fed it, for the operator; empty if nothing is. */
    String conversion() {
        return normaliser.conversion();
    }

    /** Sets who receives the trouble of the input from now on. */
    void onTrouble(Consumer<InputTrouble> listener) {
        onTrouble = listener;
    }

    /** Returns where a new run begins: at the first frame that is not published, or at the first one there is. */
    Future<Start> start() {
        return nextItem().compose(item -> {
            if (item instanceof Item.Seam seam) {
                resumeAt = null;
                return seam.cause() == Cause.ENDED
                        ? Future.failedFuture(new InputException(Cause.ENDED, seam.detail()))
                        : start();
            }
            Piece piece = ((Item.Media) item).piece();
            if (attempts.isLeftOut(piece.segment())) {
                return start();
            }
            if (piece.media().isEmpty()) {
                attempts.recordFailure(piece.segment());
                return Future.failedFuture(
                        new InputException(Cause.NOT_HLS, piece.segment().name() + " is no transport stream"));
            }
            TsSegment media = piece.media().get();
            if (resumeAt == null || !continuesIn(piece, resumeAt)) {
                return Future.succeededFuture(new Start(piece, media.first(), 0));
            }
            Track lead = media.lead();
            if (Stamp.minus(resumeAt.stamp(), lead.end()) >= -SAME) {
                return start();
            }
            if (Stamp.minus(resumeAt.stamp(), lead.first()) <= SAME) {
                return Future.succeededFuture(new Start(piece, media.first(), 0));
            }
            long skip = Stamp.minus(resumeAt.stamp(), media.first());
            return Future.succeededFuture(new Start(piece, resumeAt.stamp(), skip));
        });
    }

    /**
     * Whether a position can be in an input segment, or directly before it. The sequence number alone does not show
     * this, since it may belong to other media by now.
     */
    private static boolean continuesIn(Piece piece, Position position) {
        Track lead = piece.media().orElseThrow().lead();
        long ahead = piece.segment().sequence() - position.sequence();
        long tolerance = Stamp.minus(lead.end(), lead.first()) + JUMP;
        return ahead >= 0 && ahead <= 1 && Math.abs(Stamp.minus(position.stamp(), lead.first())) <= tolerance;
    }

    /**
     * Returns the next item to feed to the run. If a segment must be tried alone, returns a seam, which ends this run,
     * and keeps the segment for the next run. Fails only if the input cannot be read any more.
     */
    Future<Item> next() {
        return nextItem().map(item -> {
            if (!(item instanceof Item.Media media)
                    || !attempts.isLastAttempt(media.piece().segment())) {
                return item;
            }
            backlog.addFirst(item);
            fedBytes -= media.piece().bytes();
            return new Item.Seam(
                    Cause.DISCONTINUITY,
                    "input segment " + media.piece().segment().sequence()
                            + " is fed to an FFmpeg of its own, as FFmpeg failed on it before");
        });
    }

    private Future<Item> nextItem() {
        if (!backlog.isEmpty()) {
            return Future.succeededFuture(removeFirst());
        }
        request = Promise.promise();
        Future<Item> item = request.future();
        if (!reading) {
            read();
        }
        return item;
    }

    /** Removes the next item from the backlog and counts its bytes until the run reports how much it keeps. */
    private Item removeFirst() {
        Item item = backlog.removeFirst();
        if (item instanceof Item.Media media) {
            fedBytes += media.piece().bytes();
        }
        return item;
    }

    /** Sets how many bytes the run keeps of what it was fed. */
    void setFedBytes(long bytes) {
        fedBytes = bytes;
        countMemory();
    }

    private void countMemory() {
        long backlogBytes = backlog.stream()
                .mapToLong(
                        item -> item instanceof Item.Media media ? media.piece().bytes() : 0)
                .sum();
        memory.set(backlogBytes + readingBytes + fedBytes);
    }

    private void read() {
        reading = true;
        reader.next()
                .compose(item -> item instanceof InputItem.Segment segment ? readSegment(segment) : readSeam(item))
                .onComplete(read -> {
                    reading = false;
                    readingBytes = 0;
                    if (read.failed()) {
                        Promise<Item> answered = request;
                        request = null;
                        if (answered != null) {
                            answered.fail(read.cause());
                        }
                        return;
                    }
                    backlog.addAll(read.result());
                    countMemory();
                    if (request != null && backlog.isEmpty()) {
                        read();
                    } else if (request != null) {
                        Promise<Item> answered = request;
                        request = null;
                        answered.complete(removeFirst());
                    }
                });
    }

    private Future<List<Item>> readSegment(InputItem.Segment segment) {
        if (attempts.isLeftOut(segment)) {
            if (readEnd != null) {
                damagedSequence = segment.sequence();
            }
            return Future.succeededFuture(List.of());
        }
        readingBytes = segment.bytes().length;
        countMemory();
        return normaliser
                .normalise(segment)
                .compose(result -> vertx.executeBlocking(() -> items(result), false))
                .onSuccess(items -> reportDamage(segment, items));
    }

    private Future<List<Item>> readSeam(InputItem item) {
        if (!(item instanceof InputItem.Break seam)) {
            return Future.succeededFuture(List.of(new Item.Seam(Cause.ENDED, ((InputItem.End) item).detail())));
        }
        if (seam.cause() == Cause.RESTARTED) {
            attempts.clear();
            renumbering.recordRestart(MonotonicClock.nowMs());
        }
        return renumbering
                .unfit(MonotonicClock.nowMs())
                .map(why -> Future.<List<Item>>failedFuture(new InputException(Cause.UNFIT, why)))
                .orElseGet(() -> Future.succeededFuture(List.of(new Item.Seam(seam.cause(), seam.detail()))));
    }

    /** Returns a normalised segment as items, with a seam before it if needed; no items if the segment is damaged. */
    private List<Item> items(InputNormaliser.Result result) {
        InputItem.Segment segment = result.segment();
        List<Item> items = new ArrayList<>();
        Optional<TsSegment> media = parse(segment);
        if (media.isEmpty() && readEnd != null) {
            damagedSequence = segment.sequence();
            return items;
        }
        if (media.isPresent() && damagedSequence != null) {
            items.add(
                    new Item.Seam(Cause.GAP, "input segments up to " + damagedSequence + " are damaged, and left out"));
            damagedSequence = null;
            readEnd = null;
        }
        Optional<String> change = result.seam() != null ? Optional.of(result.seam()) : formatChange(media);
        if (change.isPresent()) {
            items.add(new Item.Seam(Cause.DISCONTINUITY, change.get()));
        } else if (media.isPresent() && readEnd != null) {
            long jump = Stamp.minus(media.get().first(), readEnd);
            if (Math.abs(jump) > JUMP) {
                items.add(new Item.Seam(
                        Cause.RESTARTED, "its time stamps jump by " + Stamp.millis(jump) + " ms at " + segment.name()));
            }
        }
        media.map(TsSegment::end).ifPresent(end -> readEnd = end);
        items.add(new Item.Media(new Piece(segment, media)));
        return items;
    }

    /** Returns how the coding of a segment differs from the segments before; empty if it does not. */
    private Optional<String> formatChange(Optional<TsSegment> media) {
        if (media.isEmpty()) {
            return Optional.empty();
        }
        MediaFormat next = MediaFormat.of(media.get());
        Optional<String> change = format == null || readEnd == null ? Optional.empty() : next.change(format);
        format = format == null ? next : next.after(format);
        return change;
    }

    /** Reports the first of several damaged segments, and the first good segment after them. */
    private void reportDamage(InputItem.Segment segment, List<Item> items) {
        boolean damaged = items.isEmpty();
        if (damaged) {
            attempts.leaveOut(segment);
        }
        if (damaged != damageReported) {
            damageReported = damaged;
            onTrouble.accept(
                    damaged
                            ? new InputTrouble(
                                    Cause.NOT_HLS, "input segment " + segment.name() + " is damaged: left out")
                            : new InputTrouble(null, "input segments are no longer damaged"));
        }
    }

    private static Optional<TsSegment> parse(InputItem.Segment segment) {
        try {
            return Optional.of(TsSegment.read(segment.bytes()));
        } catch (TsException e) {
            return Optional.empty();
        }
    }

    /**
     * Takes back the pieces that a run was fed but has not published. The next run is fed them again.
     *
     * @param pieces the pieces, oldest first
     * @param seam the seam at which the run ended; null if it ended elsewhere
     * @param end where the last segment of the run ends; null if the run has produced none
     */
    void takeBack(Deque<Piece> pieces, Item.Seam seam, Position end) {
        request = null;
        if (seam != null) {
            backlog.addFirst(seam);
        }
        for (Iterator<Piece> newestFirst = pieces.descendingIterator(); newestFirst.hasNext(); ) {
            backlog.addFirst(new Item.Media(newestFirst.next()));
        }
        if (end != null) {
            resumeAt = end;
        }
        setFedBytes(0);
    }

    void close() {
        reader.close();
        normaliser.close();
    }
}

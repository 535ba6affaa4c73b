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
 * An input as runs are fed from it. It outlives a run: what one was fed and has not turned into cuts, the next one is
 * fed again.
 */
final class InputFeed {
    /** Stamps that move by more than this between two input segments do not go on. */
    private static final long JUMP = Stamp.HZ;

    /** Places nearer than this are the same. */
    private static final long SAME = Stamp.HZ / 500;

    private final Vertx vertx;
    private final InputReader reader;
    private final InputNormaliser normaliser;
    private final SegmentAttempts tries;
    private final RenumberingGuard renumbering;
    private final MemoryBudget.Slot memory;
    private final Deque<Item> backlog = new ArrayDeque<>();
    private long fedBytes;
    private long readingBytes;
    private Position from;
    private Promise<Item> waiting;
    private boolean reading;
    private Long readUpTo;
    private MediaFormat format;
    /**
     * The last of the segments that were left out for what they hold is no whole transport stream; null when none was.
     */
    private Long damaged;

    private boolean damage;
    private Consumer<InputTrouble> ear = trouble -> {};

    /** What comes from an input. */
    sealed interface Item {
        /** An input segment. */
        record Media(Piece piece) implements Item {}

        /** Here a run ends. */
        record Seam(Cause cause, String detail) implements Item {}
    }

    /**
     * Where a run begins.
     *
     * @param piece the input segment it is fed first
     * @param begin the stamp of the first frame wanted, in the input's time
     * @param skip ticks of 90 kHz from the first stamp of that segment up to there
     */
    record Start(Piece piece, long begin, long skip) {
        /** What FFmpeg is told to leave out of that segment: never the first frame wanted, always the one before. */
        Duration leaveOut() {
            // As stamps are rounded: half a picture early, or so little that no audio frame is shorter.
            long early = piece.video()
                    .map(video -> Math.min(Stamp.HZ / 50, Math.max(SAME, video.step() / 2)))
                    .orElse(SAME);
            return Duration.ofNanos(Math.max(0, skip - early) * 1_000_000_000L / Stamp.HZ);
        }

        /** Whether a run that resumes at the given position begins later than this one did. */
        boolean precedes(Position position) {
            return position.sequence() > piece.segment().sequence()
                    || (continuesIn(piece, position) && Stamp.minus(position.stamp(), begin) > SAME);
        }
    }

    /** Reads nothing yet. */
    InputFeed(
            Vertx vertx,
            InputClient client,
            String head,
            InputReader.Start start,
            InputNormaliser normaliser,
            InputHistory.Known known) {
        this.vertx = vertx;
        this.normaliser = normaliser;
        this.tries = known.tries();
        this.renumbering = known.renumbering();
        this.reader = new InputReader(vertx, client, head, start, trouble -> ear.accept(trouble));
        this.memory = reader.memory().slot();
        normaliser.setMemory(reader.memory().slot());
        this.from = start.published();
    }

    /** Opens an input; fails with an {@link InputException} that says why it cannot be read. */
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
                                audio.open().onSuccess(heard -> normaliser.setSeparateAudio(new SeparateAudio(audio))))
                        .orElseGet(Future::succeededFuture))
                .map(opened -> feed)
                .onFailure(e -> feed.close());
    }

    /** What is done to its media before a run is fed it, for people; empty where nothing is. */
    String converted() {
        return normaliser.conversion();
    }

    /** Who is told of the input's troubles from now on. */
    void listen(Consumer<InputTrouble> listener) {
        ear = listener;
    }

    /** What a new run begins with: the first frame that was not published, or the first there is. */
    Future<Start> start() {
        return item().compose(item -> {
            if (item instanceof Item.Seam seam) {
                from = null;
                return seam.cause() == Cause.ENDED
                        ? Future.failedFuture(new InputException(Cause.ENDED, seam.detail()))
                        : start();
            }
            Piece piece = ((Item.Media) item).piece();
            if (tries.leftOut(piece.segment())) {
                return start();
            }
            if (piece.media().isEmpty()) {
                tries.failed(piece.segment());
                return Future.failedFuture(
                        new InputException(Cause.NOT_HLS, piece.segment().name() + " is no transport stream"));
            }
            TsSegment media = piece.media().get();
            if (from == null || !continuesIn(piece, from)) {
                return Future.succeededFuture(new Start(piece, media.first(), 0));
            }
            Track lead = media.lead();
            if (Stamp.minus(from.stamp(), lead.end()) >= -SAME) {
                return start();
            }
            if (Stamp.minus(from.stamp(), lead.first()) <= SAME) {
                return Future.succeededFuture(new Start(piece, media.first(), 0));
            }
            long skip = Stamp.minus(from.stamp(), media.first());
            return Future.succeededFuture(new Start(piece, from.stamp(), skip));
        });
    }

    /**
     * Whether a position can lie in an input segment, or directly behind it. The sequence number alone does not tell:
     * it may belong to other media by now.
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
        return item().map(item -> {
            if (!(item instanceof Item.Media media) || !tries.last(media.piece().segment())) {
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

    private Future<Item> item() {
        if (!backlog.isEmpty()) {
            return Future.succeededFuture(taken());
        }
        waiting = Promise.promise();
        Future<Item> item = waiting.future();
        if (!reading) {
            read();
        }
        return item;
    }

    /** Removes the next item from the backlog and counts its bytes until the run reports what it keeps. */
    private Item taken() {
        Item item = backlog.removeFirst();
        if (item instanceof Item.Media media) {
            fedBytes += media.piece().bytes();
        }
        return item;
    }

    /** Reports how many bytes the fed run keeps now. */
    void fed(long bytes) {
        fedBytes = bytes;
        count();
    }

    private void count() {
        long waitingBytes = backlog.stream()
                .mapToLong(
                        item -> item instanceof Item.Media media ? media.piece().bytes() : 0)
                .sum();
        memory.set(waitingBytes + readingBytes + fedBytes);
    }

    private void read() {
        reading = true;
        reader.next()
                .compose(item -> item instanceof InputItem.Segment segment ? media(segment) : seam(item))
                .onComplete(read -> {
                    reading = false;
                    readingBytes = 0;
                    if (read.failed()) {
                        Promise<Item> asked = waiting;
                        waiting = null;
                        if (asked != null) {
                            asked.fail(read.cause());
                        }
                        return;
                    }
                    backlog.addAll(read.result());
                    count();
                    if (waiting != null && backlog.isEmpty()) {
                        read();
                    } else if (waiting != null) {
                        Promise<Item> asked = waiting;
                        waiting = null;
                        asked.complete(taken());
                    }
                });
    }

    private Future<List<Item>> media(InputItem.Segment segment) {
        if (tries.leftOut(segment)) {
            leaveOut(segment);
            return Future.succeededFuture(List.of());
        }
        readingBytes = segment.bytes().length;
        count();
        return normaliser
                .normalise(segment)
                .compose(made -> vertx.executeBlocking(() -> media(made), false))
                .onSuccess(items -> tell(segment, items));
    }

    private void leaveOut(InputItem.Segment segment) {
        if (readUpTo != null) {
            damaged = segment.sequence();
        }
    }

    private Future<List<Item>> seam(InputItem item) {
        if (!(item instanceof InputItem.Break seam)) {
            return Future.succeededFuture(List.of(new Item.Seam(Cause.ENDED, ((InputItem.End) item).detail())));
        }
        if (seam.cause() == Cause.RESTARTED) {
            tries.forget();
            renumbering.startedOver(MonotonicClock.nowMs());
        }
        return renumbering
                .unfit(MonotonicClock.nowMs())
                .map(why -> Future.<List<Item>>failedFuture(new InputException(Cause.UNFIT, why)))
                .orElseGet(() -> Future.succeededFuture(List.of(new Item.Seam(seam.cause(), seam.detail()))));
    }

    private List<Item> media(InputNormaliser.Result made) {
        InputItem.Segment segment = made.segment();
        List<Item> items = new ArrayList<>();
        Optional<TsSegment> media = parsed(segment);
        if (media.isEmpty() && readUpTo != null) {
            damaged = segment.sequence();
            return items;
        }
        if (media.isPresent() && damaged != null) {
            items.add(new Item.Seam(Cause.GAP, "input segments up to " + damaged + " are damaged, and left out"));
            damaged = null;
            readUpTo = null;
        }
        Optional<String> change = made.seam() != null ? Optional.of(made.seam()) : change(media);
        if (change.isPresent()) {
            items.add(new Item.Seam(Cause.DISCONTINUITY, change.get()));
        } else if (media.isPresent() && readUpTo != null) {
            long jump = Stamp.minus(media.get().first(), readUpTo);
            if (Math.abs(jump) > JUMP) {
                items.add(new Item.Seam(
                        Cause.RESTARTED, "its time stamps jump by " + Stamp.millis(jump) + " ms at " + segment.name()));
            }
        }
        media.map(TsSegment::end).ifPresent(end -> readUpTo = end);
        items.add(new Item.Media(new Piece(segment, media)));
        return items;
    }

    /** How a segment is coded otherwise than those before; empty where it goes on. */
    private Optional<String> change(Optional<TsSegment> media) {
        if (media.isEmpty()) {
            return Optional.empty();
        }
        MediaFormat now = MediaFormat.of(media.get());
        Optional<String> change = format == null || readUpTo == null ? Optional.empty() : now.change(format);
        format = format == null ? now : now.after(format);
        return change;
    }

    /** Tells that segments are damaged, at the first of them, and that they are whole again. */
    private void tell(InputItem.Segment segment, List<Item> items) {
        if (items.isEmpty()) {
            tries.leaveOut(segment);
        }
        if (items.isEmpty() != damage) {
            damage = items.isEmpty();
            ear.accept(
                    damage
                            ? new InputTrouble(
                                    Cause.NOT_HLS, "input segment " + segment.name() + " is damaged: left out")
                            : new InputTrouble(null, "input segments are whole again"));
        }
    }

    private static Optional<TsSegment> parsed(InputItem.Segment segment) {
        try {
            return Optional.of(TsSegment.read(segment.bytes()));
        } catch (TsException e) {
            return Optional.empty();
        }
    }

    /**
     * Takes back what a run was fed and has not turned into cuts; the next run is fed it again.
     *
     * @param pieces what it was fed, oldest first
     * @param seam the seam it ended at; null when it did not
     * @param place the place its last cut ended at; null when it gave none
     */
    void giveBack(Deque<Piece> pieces, Item.Seam seam, Position place) {
        waiting = null;
        if (seam != null) {
            backlog.addFirst(seam);
        }
        for (Iterator<Piece> newestFirst = pieces.descendingIterator(); newestFirst.hasNext(); ) {
            backlog.addFirst(new Item.Media(newestFirst.next()));
        }
        if (place != null) {
            from = place;
        }
        fed(0);
    }

    void close() {
        reader.close();
        normaliser.close();
    }
}

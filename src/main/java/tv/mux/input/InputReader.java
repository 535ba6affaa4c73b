package tv.mux.input;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import tv.mux.common.MonotonicClock;
import tv.mux.input.address.Url;
import tv.mux.input.fault.InputException;
import tv.mux.input.fault.InputTrouble;
import tv.mux.input.fault.TroubleReporter;
import tv.mux.input.fetch.FetchSession;
import tv.mux.input.fetch.InputClient;
import tv.mux.input.fetch.MemoryBudget;
import tv.mux.input.playlist.InputPlaylist;
import tv.mux.model.Position;
import tv.mux.status.RunStatus.Cause;

/**
 * Reads a live HLS input from a chosen segment on. The consumer pulls the items; the reader fetches ahead within
 * limits. If segments leave the playlist before they are fetched, the reader delivers a gap. The reader runs on the
 * Vert.x context that created it.
 */
public final class InputReader {
    private final Vertx vertx;
    private final Context context;
    private final InputClient client;
    private final String head;
    private final Start start;
    private final Consumer<InputTrouble> onTrouble;
    private final MemoryBudget.Account memory;
    private final Promise<Opened> opened = Promise.promise();
    private FetchSession session;
    private PlaylistLoop playlists;
    private SegmentLoop segments;
    private InputException closeReason;
    private boolean emptyPlaylist;
    /** The playlist of the audio rendition if this reader reads the audio of another reader's input, else null. */
    private Url audioUrl;

    private long rewindMs;
    private InputReader audio;

    /**
     * The conditions for the choice of the first segment.
     *
     * @param published the position up to which the input was published; the reader delivers no earlier segment; null
     *     if the input was never published
     * @param continues whether the output continues with this input, so that no available segment may be skipped
     * @param untilDueMs milliseconds until the first output segment is due; negative if it is late
     * @param longestOutputMs the longest output segment from this input so far, milliseconds; 0 if unknown
     * @param segmentTimeMs the nominal duration of an output segment, milliseconds
     */
    public record Start(
            Position published, boolean continues, long untilDueMs, long longestOutputMs, long segmentTimeMs) {}

    /**
     * The state of the input when the reader opened it.
     *
     * @param firstSequence the media sequence number of the first segment to deliver
     * @param targetDurationMs EXT-X-TARGETDURATION, milliseconds
     * @param listedMs the durations of the listed segments, oldest first, milliseconds
     */
    public record Opened(long firstSequence, long targetDurationMs, List<Long> listedMs) {
        public Opened {
            listedMs = List.copyOf(listedMs);
        }
    }

    /**
     * Creates a reader. Sends no request before {@link #open}.
     *
     * @param head the URL of the input, as the scheduler sent it
     * @param onTrouble receives each kind of failure once, and the recovery; called on the reader's context
     */
    public InputReader(Vertx vertx, InputClient client, String head, Start start, Consumer<InputTrouble> onTrouble) {
        this(vertx, client, head, start, onTrouble, client.account());
    }

    private InputReader(
            Vertx vertx,
            InputClient client,
            String head,
            Start start,
            Consumer<InputTrouble> onTrouble,
            MemoryBudget.Account memory) {
        this.memory = memory;
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.client = client;
        this.head = head;
        this.start = start;
        this.onTrouble = onTrouble;
    }

    /**
     * Creates a reader for the separate audio of an input. It shares the session of the main reader, which closes it.
     */
    private InputReader(InputReader main, Url audioUrl, long rewindMs) {
        this(main.vertx, main.client, main.head, main.start, main.onTrouble, main.memory);
        this.session = main.session;
        this.audioUrl = audioUrl;
        this.rewindMs = rewindMs;
    }

    /**
     * Returns a reader for the input's audio if the audio has a separate playlist. Call this method after {@link #open}
     * has succeeded. The returned reader is not open yet. It begins no later than the first segment of this reader.
     */
    public Optional<InputReader> audio() {
        return Optional.ofNullable(audio);
    }

    /** Returns the input's memory account. Data that is derived from the segments must also be counted there. */
    public MemoryBudget.Account memory() {
        return memory;
    }

    /**
     * Loads the playlist, chooses a variant and the first segment, and starts to fetch segments; call it once.
     * Completes within {@link tv.mux.input.fetch.FetchLimits#open}. Fails with {@link InputException}, which closes the
     * reader.
     */
    public Future<Opened> open() {
        context.runOnContext(none -> {
            if (closeReason != null) {
                opened.tryFail(closeReason);
                return;
            }
            long timer = vertx.setTimer(client.limits().open().toMillis(), id -> openTimedOut());
            opened.future().onComplete(done -> vertx.cancelTimer(timer));
            try {
                Url url = audioUrl != null ? audioUrl : Url.of(head);
                if (session == null) {
                    session = client.session(url, memory);
                }
                loadFirst(new PlaylistSource(session, url, client.transcodes()));
            } catch (InputException e) {
                close(e);
            }
        });
        return opened.future();
    }

    /**
     * Returns the next item when it is available. Call this method again only after the previous item has arrived. A
     * failed request is reported and repeated without limit. Fails only before {@link #open} has succeeded, after the
     * reader was closed, and after {@link InputItem.End}.
     */
    public Future<InputItem> next() {
        Promise<InputItem> promise = Promise.promise();
        context.runOnContext(none -> {
            if (segments == null) {
                promise.fail(closeReason != null ? closeReason : new IllegalStateException("the reader is not open"));
            } else {
                segments.next(promise);
            }
        });
        return promise.future();
    }

    /** Cancels all requests; a pending {@link #next} fails. May be called more than once. */
    public void close() {
        context.runOnContext(none -> close(new InputException(Cause.STOPPED, "the reader was closed")));
    }

    private void loadFirst(PlaylistSource source) {
        long startedMs = MonotonicClock.nowMs();
        source.load()
                .onFailure(e -> close(InputException.of(e)))
                .onSuccess(list -> chooseFirst(source, list, startedMs));
    }

    private void chooseFirst(PlaylistSource source, InputPlaylist.Media list, long startedMs) {
        if (closeReason != null) {
            return;
        }
        if (audioUrl == null && StartChoice.isOver(list, start)) {
            close(new InputException(
                    Cause.ENDED, "the playlist has ended, and all its segments were published before"));
        } else if (list.segments().isEmpty()) {
            emptyPlaylist = true;
            long waitMs = ReloadSchedule.delayMs(false, list.targetDurationMs(), startedMs, MonotonicClock.nowMs());
            vertx.setTimer(waitMs, id -> loadFirst(source));
        } else {
            long first = audioUrl == null ? StartChoice.first(list, start) : StartChoice.rewind(list, rewindMs);
            InputPlaylist.Entry segment =
                    list.segment(first).orElse(list.segments().get(0));
            session.checkAddress(segment.url())
                    .onFailure(e -> close(InputException.of(e)))
                    .onSuccess(allowed -> startLoops(source, list, first, startedMs));
        }
    }

    private void startLoops(PlaylistSource source, InputPlaylist.Media list, long first, long startedMs) {
        if (closeReason != null) {
            return;
        }
        Start afterRestart = new Start(null, false, 0, start.longestOutputMs(), start.segmentTimeMs());
        PlaylistFollower follower =
                new PlaylistFollower(list, first, restarted -> StartChoice.first(restarted, afterRestart));
        TroubleReporter troubles = new TroubleReporter(onTrouble);
        segments = new SegmentLoop(vertx, session, follower, client.limits(), troubles);
        playlists = new PlaylistLoop(vertx, source, follower, client.limits(), troubles, segments::playlistLoaded);
        if (audioUrl == null && source.audio() != null) {
            audio = new InputReader(this, source.audio(), StartChoice.durationFrom(list, first));
        }
        opened.tryComplete(new Opened(
                first,
                list.targetDurationMs(),
                list.segments().stream().map(InputPlaylist.Entry::durationMs).toList()));
        playlists.start(startedMs);
        segments.fetchMore();
    }

    private void openTimedOut() {
        String limit = " within " + client.limits().open().toMillis() + " ms";
        close(
                emptyPlaylist
                        ? new InputException(Cause.STALLED, "the playlist is empty; no segment was listed" + limit)
                        : new InputException(Cause.UNREACHABLE, "the input could not be opened" + limit));
    }

    private void close(InputException reason) {
        if (closeReason != null) {
            return;
        }
        closeReason = reason;
        opened.tryFail(reason);
        if (playlists != null) {
            playlists.close();
            segments.close(reason);
        }
        if (audio != null) {
            audio.close(reason);
        }
        if (session != null && audioUrl == null) {
            session.close();
        }
        if (audioUrl == null) {
            memory.close();
        }
    }
}

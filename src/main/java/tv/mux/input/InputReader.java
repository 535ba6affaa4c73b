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
import tv.mux.input.fault.InputTroubles;
import tv.mux.input.fetch.FetchSession;
import tv.mux.input.fetch.InputClient;
import tv.mux.input.fetch.MemoryBudget;
import tv.mux.input.playlist.InputPlaylist;
import tv.mux.model.Position;
import tv.mux.status.RunStatus.Cause;

/**
 * Reads one live HLS input from a chosen segment on. It is pulled: it fetches ahead only within bounds, and what the
 * input drops from its playlist before it was pulled is a gap. All of it runs on the context it was made on.
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
    private InputException closed;
    private boolean empty;
    /** What is read where it is not the head: the audio of another reader's input, which goes back so far. */
    private Url media;

    private long backMs;
    private InputReader audio;

    /**
     * Where to begin.
     *
     * @param shown the place up to which the input was published before: nothing of an earlier segment is wanted; null
     *     when it never was
     * @param goesOn whether the output goes on with this input: nothing since is to be left out that can still be had
     * @param untilDueMs milliseconds until the output wants the first cut; negative when it is late
     * @param longestCutMs the longest cut this input has given, milliseconds; 0 when not known
     * @param segmentTimeMs how long an output segment is meant to last, milliseconds
     */
    public record Start(Position shown, boolean goesOn, long untilDueMs, long longestCutMs, long segmentTimeMs) {}

    /**
     * How an input was found.
     *
     * @param firstSequence the media sequence number of the segment to be handed out first
     * @param targetDurationMs its EXT-X-TARGETDURATION, milliseconds
     * @param listedMs how long the segments listed last, oldest first, milliseconds
     */
    public record Opened(long firstSequence, long targetDurationMs, List<Long> listedMs) {
        public Opened {
            listedMs = List.copyOf(listedMs);
        }
    }

    /**
     * A reader that has done nothing yet.
     *
     * @param head the input's address, as the scheduler said it
     * @param onTrouble told each kind of trouble once, and once that all is well again; called on the reader's context
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

    /** The audio of another reader's input: it shares that one's requests, and ends with it. */
    private InputReader(InputReader of, Url media, long backMs) {
        this(of.vertx, of.client, of.head, of.start, of.onTrouble, of.memory);
        this.session = of.session;
        this.media = media;
        this.backMs = backMs;
    }

    /**
     * The input's audio, where that has a playlist of its own; to be asked once the reader is open. It is not open yet,
     * and begins with the first segment that may be heard with the first one of this reader.
     */
    public Optional<InputReader> audio() {
        return Optional.ofNullable(audio);
    }

    /** The input's memory account. Data made from its segments must be counted there, too. */
    public MemoryBudget.Account memory() {
        return memory;
    }

    /**
     * Resolves a master playlist, reads the media playlist, chooses the first segment, and begins to fetch. Takes ten
     * seconds at most; to be called once. Fails with {@link InputException}, and the reader is closed then.
     */
    public Future<Opened> open() {
        context.runOnContext(none -> {
            if (closed != null) {
                opened.tryFail(closed);
                return;
            }
            long timer = vertx.setTimer(client.limits().open().toMillis(), id -> tooLate());
            opened.future().onComplete(done -> vertx.cancelTimer(timer));
            try {
                Url url = media != null ? media : Url.of(head);
                if (session == null) {
                    session = client.session(url, memory);
                }
                look(new PlaylistSource(session, url, client.transcodes()));
            } catch (InputException e) {
                shut(e);
            }
        });
        return opened.future();
    }

    /**
     * The next item, as soon as there is one; trouble on the way is told and tried again for ever. To be called when
     * the item before has come. Fails only before {@link #open} has succeeded, when the reader is closed, and after
     * {@link InputItem.End}.
     */
    public Future<InputItem> next() {
        Promise<InputItem> promise = Promise.promise();
        context.runOnContext(none -> {
            if (segments == null) {
                promise.fail(closed != null ? closed : new IllegalStateException("the reader is not open"));
            } else {
                segments.next(promise);
            }
        });
        return promise.future();
    }

    /** Ends all that is under way; whoever waits for an item is told so. May be called more than once. */
    public void close() {
        context.runOnContext(none -> shut(new InputException(Cause.STOPPED, "the reader was closed")));
    }

    private void look(PlaylistSource source) {
        long began = MonotonicClock.nowMs();
        source.load().onFailure(e -> shut(InputException.of(e))).onSuccess(list -> found(source, list, began));
    }

    private void found(PlaylistSource source, InputPlaylist.Media list, long began) {
        if (closed != null) {
            return;
        }
        if (media == null && StartChoice.over(list, start)) {
            shut(new InputException(Cause.ENDED, "the playlist has ended, and nothing new is in it"));
        } else if (list.segments().isEmpty()) {
            empty = true;
            long wait = ReloadSchedule.delayMs(false, list.targetDurationMs(), began, MonotonicClock.nowMs());
            vertx.setTimer(wait, id -> look(source));
        } else {
            long first = media == null ? StartChoice.first(list, start) : StartChoice.back(list, backMs);
            InputPlaylist.Entry entry =
                    list.segment(first).orElse(list.segments().get(0));
            session.checkAddress(entry.url())
                    .onFailure(e -> shut(InputException.of(e)))
                    .onSuccess(allowed -> begin(source, list, first, began));
        }
    }

    private void begin(PlaylistSource source, InputPlaylist.Media list, long first, long began) {
        if (closed != null) {
            return;
        }
        Start anew = new Start(null, false, 0, start.longestCutMs(), start.segmentTimeMs());
        PlaylistFollower follower = new PlaylistFollower(list, first, restarted -> StartChoice.first(restarted, anew));
        InputTroubles troubles = new InputTroubles(onTrouble);
        segments = new SegmentLoop(vertx, session, follower, client.limits(), troubles);
        playlists = new PlaylistLoop(vertx, source, follower, client.limits(), troubles, segments::listed);
        if (media == null && source.audio() != null) {
            audio = new InputReader(this, source.audio(), StartChoice.fromMs(list, first));
        }
        opened.tryComplete(new Opened(
                first,
                list.targetDurationMs(),
                list.segments().stream().map(InputPlaylist.Entry::durationMs).toList()));
        playlists.begin(began);
        segments.pump();
    }

    private void tooLate() {
        String limit = " within " + client.limits().open().toMillis() + " ms";
        shut(
                empty
                        ? new InputException(Cause.STALLED, "the playlist is empty; no segment came" + limit)
                        : new InputException(Cause.UNREACHABLE, "the input did not open" + limit));
    }

    private void shut(InputException why) {
        if (closed != null) {
            return;
        }
        closed = why;
        opened.tryFail(why);
        if (playlists != null) {
            playlists.close();
            segments.close(why);
        }
        if (audio != null) {
            audio.shut(why);
        }
        if (session != null && media == null) {
            session.close();
        }
        if (media == null) {
            memory.close();
        }
    }
}

package tv.mux.ffmpeg;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tv.mux.bus.Cut;
import tv.mux.bus.Position;
import tv.mux.bus.RunState;
import tv.mux.bus.RunState.Cause;
import tv.mux.bus.RunState.Phase;
import tv.mux.bus.RunStop;
import tv.mux.config.Redaction;
import tv.mux.input.InputException;
import tv.mux.input.Trouble;
import tv.mux.ts.Stamp;
import tv.mux.ts.Track;
import tv.mux.ts.TsSegment;

/** One FFmpeg child, from spawn to exit, fed from an input. Lives on one context. */
final class Run {
    private static final Logger LOG = LoggerFactory.getLogger(Run.class);
    private static final int LAST_LINES = 5;
    private static final int MOST_COMPLAINTS = 10;

    /**
     * What every run is held to.
     *
     * @param ffmpeg the program
     * @param segmentTime how long a cut is meant to last
     * @param targetMs no cut may be longer, rounded to seconds, milliseconds
     * @param directory where runs have their folders
     */
    record Rules(String ffmpeg, Duration segmentTime, long targetMs, Path directory) {}

    /** A cut and its place in the input. */
    private record Held(Cut cut, Fed.Place where) {}

    private final Vertx vertx;
    private final WorkerExecutor workers;
    private final Rules rules;
    private final String id;
    private final String head;
    private final Future<Feed> opening;
    private final Consumer<Cut> onCut;
    private final Consumer<RunState> onState;
    private final Path directory;
    private final Deque<String> lastLines = new ArrayDeque<>();

    private Feed feed;
    private Child child;
    private Fed fed;
    private Watchdog watchdog;
    private long watchTimer = -1;
    private Long lastKey;
    private Position place;
    private Held unclean;
    private Feed.Item.Seam seam;
    private Cause failed;
    private String failedWhy;
    private int complaints;
    private boolean finishing;
    private boolean killed;
    private boolean ended;
    /** Finished files are read one after the other. */
    private Future<?> reading = Future.succeededFuture();

    Run(
            Vertx vertx,
            WorkerExecutor workers,
            Rules rules,
            String id,
            String head,
            Future<Feed> opening,
            Consumer<Cut> onCut,
            Consumer<RunState> onState) {
        this.vertx = vertx;
        this.workers = workers;
        this.rules = rules;
        this.id = id;
        this.head = head;
        this.opening = opening;
        this.onCut = onCut;
        this.onState = onState;
        this.directory = rules.directory().resolve(id);
    }

    /** Hands its input on to the run that resumes it; empty where it holds none that can be resumed. */
    Optional<Feed> handOver() {
        if (!ended) {
            return Optional.empty();
        }
        Optional<Feed> handed = Optional.ofNullable(feed);
        feed = null;
        return handed;
    }

    /** Begins; what becomes of it is told as states. */
    void begin() {
        opening.compose(opened -> {
                    feed = opened;
                    if (killed) {
                        letGo();
                        return Future.succeededFuture();
                    }
                    feed.listen(this::trouble);
                    return feed.start().compose(this::spawn);
                })
                .onFailure(e -> {
                    if (e instanceof InputException wrong) {
                        end(wrong.cause(), wrong.getMessage());
                    } else {
                        end(Cause.CRASHED, "FFmpeg was not started: " + e.getMessage());
                    }
                });
    }

    private Future<Void> spawn(Feed.Start start) {
        if (killed) {
            return Future.succeededFuture();
        }
        fed = new Fed(start.begin());
        // Even where no child comes to take it, the next run needs it.
        fed.add(start.piece());
        TsSegment media = start.piece().media().orElseThrow();
        Optional<String> unfit = Fitness.unfit(media);
        if (unfit.isPresent()) {
            return Future.failedFuture(new InputException(Cause.UNFIT, unfit.get()));
        }
        if (!media.leftOut().isEmpty()) {
            LOG.info("run {}: left out of {}: {}", id, Redaction.url(head), String.join(", ", media.leftOut()));
        }
        // A little too early is right: only a key frame begins a copy.
        long skip = Math.max(0, start.skip() - Stamp.HZ / 50);
        CommandLine.Job job = new CommandLine.Job(
                rules.ffmpeg(),
                rules.segmentTime(),
                Duration.ofNanos(skip * 1_000_000_000L / Stamp.HZ),
                LOG.isDebugEnabled());
        watchdog = new Watchdog(start.begin(), rules.segmentTime(), now());
        return workers.executeBlocking(() -> Files.createDirectories(directory), false)
                .compose(made ->
                        Child.spawn(vertx, workers, CommandLine.copy(job), directory, this::announced, this::spoken))
                .map(spawned -> {
                    child = spawned;
                    child.exit()
                            .onComplete(code -> reading.onComplete(
                                    read -> exited(code.otherwise(-1).result())));
                    if (killed) {
                        child.kill();
                        return null;
                    }
                    LOG.info(
                            "run {}: FFmpeg {} reads {} from input segment {}{}",
                            id,
                            child.pid(),
                            Redaction.url(head),
                            start.piece().segment().sequence(),
                            start.skip() > 0 ? " + " + Stamp.millis(start.skip()) + " ms" : "");
                    watchTimer = vertx.setPeriodic(Watchdog.LOOK_MS, timer -> watch());
                    tell(Phase.RUNNING, null, "");
                    give(start.piece());
                    return null;
                });
    }

    // ---- feeding --------------------------------------------------------------------------------------------------

    private void give(Piece piece) {
        Optional<String> tooFar = keysTooFarApart(piece);
        if (tooFar.isPresent()) {
            fail(Cause.UNFIT, tooFar.get());
            return;
        }
        watchdog.fed(piece, now());
        watchdog.giving(now());
        child.write(piece.segment().bytes()).onSuccess(written -> {
            watchdog.taken();
            pump();
        });
        // A child that takes nothing any more is gone, or stuck: its exit tells, or the watchdog.
    }

    private void pump() {
        if (killed || ended || failed != null) {
            return;
        }
        if (finishing) {
            child.finish();
            return;
        }
        feed.next()
                .onSuccess(item -> {
                    if (item instanceof Feed.Item.Media media) {
                        fed.add(media.piece());
                        give(media.piece());
                    } else {
                        seam = (Feed.Item.Seam) item;
                        child.finish();
                    }
                })
                .onFailure(e ->
                        fail(e instanceof InputException wrong ? wrong.cause() : Cause.UNREACHABLE, e.getMessage()));
    }

    private Optional<String> keysTooFarApart(Piece piece) {
        Track video = piece.video().orElse(null);
        if (video == null) {
            return Optional.empty();
        }
        long most = (rules.targetMs() + 500) * Stamp.HZ / 1000;
        if (lastKey == null) {
            // Where the input begins in mid-picture: there is none before the next one either.
            lastKey = video.first();
        }
        for (long key : video.keys()) {
            if (Stamp.minus(key, lastKey) > most) {
                return Optional.of(tooFar(Stamp.minus(key, lastKey)));
            }
            lastKey = key;
        }
        return Stamp.minus(video.end(), lastKey) > most
                ? Optional.of(tooFar(Stamp.minus(video.end(), lastKey)))
                : Optional.empty();
    }

    private String tooFar(long ticks) {
        return "its key frames are " + Stamp.millis(ticks) + " ms or more apart, the target duration is "
                + rules.targetMs() + " ms";
    }

    // ---- what the child says --------------------------------------------------------------------------------------

    private void announced(String line) {
        Announcement.parse(line)
                .ifPresentOrElse(
                        announcement -> reading = reading.transform(before -> finished(announcement)),
                        () -> LOG.warn("run {}: not understood on FFmpeg's standard output: {}", id, line));
    }

    private Future<Void> finished(Announcement announcement) {
        watchdog.announced(now());
        if (killed || failed != null) {
            return Future.succeededFuture();
        }
        Path file = directory.resolve(announcement.file());
        return workers.executeBlocking(() -> TsSegment.read(Files.readAllBytes(file)), false)
                .onSuccess(media -> cut(announcement, file, media))
                .onFailure(e -> fail(Cause.CRASHED, "FFmpeg's " + announcement.file() + " cannot be read: " + e))
                .mapEmpty();
    }

    private void cut(Announcement announcement, Path file, TsSegment media) {
        if (killed || failed != null) {
            return;
        }
        long durationMs = Stamp.millis(media.durationTicks());
        if (Math.round(durationMs / 1000.0) * 1000 > rules.targetMs()) {
            fail(
                    Cause.UNFIT,
                    "it gives a cut of " + durationMs + " ms, the target duration is " + rules.targetMs() + " ms");
            return;
        }
        Fed.Place where = fed.place(media, seam != null || finishing);
        Cut cut = new Cut(
                id,
                head,
                announcement.ordinal(),
                List.of(new Cut.File(file.toString(), file.toFile().length())),
                durationMs,
                media.independent(),
                where.firstInput(),
                where.end());
        watchdog.cut(announcement.ordinal());
        if (unclean != null) {
            deliver(unclean);
            unclean = null;
        }
        if (where.clean()) {
            deliver(new Held(cut, where));
        } else {
            // Only the last file of a child that was ended can end in mid-picture: another one will tell.
            unclean = new Held(cut, where);
        }
    }

    private void deliver(Held held) {
        place = held.where().end();
        fed.published(held.where());
        onCut.accept(held.cut());
    }

    private void spoken(String line) {
        Spoken spoken = Spoken.parse(line);
        if (spoken instanceof Spoken.Progress progress) {
            watchdog.progress(progress, now());
        } else if (spoken instanceof Spoken.Said said) {
            switch (said.weight()) {
                case ERROR -> complained(said.text());
                case WARNING -> LOG.debug("run {}: FFmpeg warns: {}", id, said.text());
                case INFO -> LOG.debug("run {}: FFmpeg: {}", id, said.text());
            }
            lastLines.addLast(said.text());
            if (lastLines.size() > LAST_LINES) {
                lastLines.removeFirst();
            }
        }
    }

    /** A broken input makes FFmpeg complain of every picture. */
    private void complained(String text) {
        if (complaints < MOST_COMPLAINTS) {
            LOG.warn("run {}: FFmpeg: {}", id, text);
        } else {
            LOG.debug("run {}: FFmpeg: {}", id, text);
        }
        if (++complaints == MOST_COMPLAINTS) {
            LOG.warn("run {}: what else FFmpeg complains of is told at LOG_LEVEL=debug only", id);
        }
    }

    private void watch() {
        if (finishing || seam != null || failed != null) {
            return;
        }
        watchdog.stuck(now()).ifPresent(why -> fail(Cause.STUCK, why));
    }

    // ---- the end --------------------------------------------------------------------------------------------------

    /** Ends it by our own decision, because of something that is wrong. */
    private void fail(Cause cause, String why) {
        if (failed == null && !killed) {
            failed = cause;
            failedWhy = why;
            child.kill();
        }
    }

    /** Ends it as ordered. Its folder goes with {@link #clear}. */
    void stop(RunStop.How how) {
        if (how == RunStop.How.KILL) {
            killed = true;
            letGo();
            if (child != null) {
                child.kill();
            }
        } else if (child == null) {
            end(Cause.STOPPED, "finished before it began");
            killed = true;
        } else if (!ended) {
            finishing = true;
            child.finish();
        }
    }

    private void exited(int code) {
        if (killed) {
            ended = true;
            stopWatching();
            return;
        }
        if (failed != null) {
            end(failed, failedWhy);
        } else if (finishing) {
            end(Cause.STOPPED, "finished");
        } else if (seam != null && code == 0) {
            end(seam.cause(), seam.detail());
        } else {
            String said = lastLines.isEmpty() ? "" : "; it said: " + String.join(" / ", lastLines);
            end(Cause.CRASHED, "FFmpeg " + child.pid() + " ended with code " + code + said);
        }
    }

    private void end(Cause cause, String detail) {
        if (ended || killed) {
            return;
        }
        ended = true;
        stopWatching();
        if (cause.resumable()) {
            feed.giveBack(fed == null ? new ArrayDeque<>() : fed.kept(), seam, place);
        } else {
            letGo();
        }
        tell(Phase.ENDED, cause, detail);
    }

    private void letGo() {
        if (feed != null) {
            feed.close();
            feed = null;
        }
    }

    private void trouble(Trouble trouble) {
        if (!ended && !killed) {
            tell(trouble.recovered() ? Phase.RUNNING : Phase.TROUBLE, trouble.cause(), trouble.detail());
        }
    }

    private void stopWatching() {
        if (watchTimer >= 0) {
            vertx.cancelTimer(watchTimer);
        }
    }

    private void tell(Phase phase, Cause cause, String detail) {
        onState.accept(new RunState(id, head, phase, cause, detail, System.currentTimeMillis()));
    }

    /** Done when its child is gone. */
    Future<Void> gone() {
        return child == null ? Future.succeededFuture() : child.exit().mapEmpty();
    }

    /** Deletes its folder, once its child is gone. */
    Future<Void> clear() {
        return gone().transform(done -> workers.executeBlocking(
                () -> {
                    deleteFolder(directory);
                    return null;
                },
                false));
    }

    static void deleteFolder(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    private static long now() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }
}

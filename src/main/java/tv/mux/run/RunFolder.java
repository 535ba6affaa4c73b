package tv.mux.run;

import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tv.mux.files.FileTree;
import tv.mux.ladder.RenditionFile;
import tv.mux.model.PendingSegment;
import tv.mux.ts.TsSegment;

/** The folder a run's child works in. Never blocks the caller. */
public final class RunFolder {
    private final WorkerExecutor workers;
    private final Path path;

    /** For a run; it is not made yet. */
    RunFolder(WorkerExecutor workers, Path path) {
        this.workers = workers;
        this.path = path;
    }

    Path path() {
        return path;
    }

    /** Makes it. */
    Future<Void> make() {
        return workers.executeBlocking(() -> Files.createDirectories(path), false)
                .mapEmpty();
    }

    /** Reads files in it, from beginning to end. */
    Future<List<RenditionFile>> read(List<String> names) {
        return workers.executeBlocking(
                () -> {
                    List<RenditionFile> finished = new ArrayList<>();
                    for (String name : names) {
                        Path file = path.resolve(name);
                        byte[] bytes = Files.readAllBytes(file);
                        finished.add(new RenditionFile(
                                new PendingSegment.File(file.toString(), bytes.length), TsSegment.read(bytes)));
                    }
                    return finished;
                },
                false);
    }

    /** Deletes it with all that is in it. */
    public Future<Void> delete() {
        return workers.executeBlocking(
                () -> {
                    FileTree.delete(path);
                    return null;
                },
                false);
    }
}

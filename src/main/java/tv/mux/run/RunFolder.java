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

/** The directory in which the FFmpeg process of a run writes its segments. Never blocks the caller. */
final class RunFolder {
    private final WorkerExecutor workers;
    private final Path path;

    RunFolder(WorkerExecutor workers, Path path) {
        this.workers = workers;
        this.path = path;
    }

    Path path() {
        return path;
    }

    Future<Void> create() {
        return workers.executeBlocking(() -> Files.createDirectories(path), false)
                .mapEmpty();
    }

    /** Reads and parses segment files. Fails if one of them is no transport stream. */
    Future<List<RenditionFile>> read(List<String> names) {
        return workers.executeBlocking(
                () -> {
                    List<RenditionFile> files = new ArrayList<>();
                    for (String name : names) {
                        Path file = path.resolve(name);
                        byte[] bytes = Files.readAllBytes(file);
                        files.add(new RenditionFile(
                                new PendingSegment.File(file.toString(), bytes.length), TsSegment.read(bytes)));
                    }
                    return files;
                },
                false);
    }

    /** Deletes the directory with all files in it. */
    Future<Void> delete() {
        return workers.executeBlocking(
                () -> {
                    FileTree.delete(path);
                    return null;
                },
                false);
    }
}

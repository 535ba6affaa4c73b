package tv.mux.normalise;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tv.mux.files.FileTree;
import tv.mux.process.OneShotProcess;

/**
 * Runs the FFmpeg processes that convert an input, one for each piece, in a directory of their own. All methods block,
 * so none may be called on an event loop.
 */
final class ConversionProcess {
    private static final Logger LOG = LoggerFactory.getLogger(ConversionProcess.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final NormaliserSettings settings;
    private final Path directory;

    /** Creates an instance; the directory is created when it is first needed. */
    ConversionProcess(NormaliserSettings settings, Path directory) {
        this.settings = settings;
        this.directory = directory;
    }

    /** Writes an input file. The parts are written one after another, so their concatenation is never in memory. */
    Path write(String name, Stream<byte[]> parts) throws IOException {
        Path file = Files.createDirectories(directory).resolve(name);
        try (OutputStream out = Files.newOutputStream(file)) {
            for (byte[] part : (Iterable<byte[]>) parts::iterator) {
                out.write(part);
            }
        }
        return file;
    }

    /** Returns FFmpeg's description of the streams in a file. */
    String describe(Path file) throws IOException {
        List<String> command = List.of(settings.ffmpeg(), "-hide_banner", "-nostdin", "-i", file.toString());
        return OneShotProcess.run(command, directory, TIMEOUT).output();
    }

    /**
     * Runs a command that writes {@link ConversionCommand#OUTPUT_FILE}.
     *
     * @param name address of the input segment, for the log
     * @return the bytes of that file; none if the command fails or its output is too large, which is logged
     */
    byte[] run(String name, List<String> command) throws IOException {
        Path file = directory.resolve(ConversionCommand.OUTPUT_FILE);
        Files.deleteIfExists(file);
        OneShotProcess process = OneShotProcess.run(command, directory, TIMEOUT);
        long length = Files.isRegularFile(file) ? Files.size(file) : 0;
        if (!process.succeeded()) {
            LOG.warn("input {}: FFmpeg cannot convert it: {}", name, process.lastLines());
            return new byte[0];
        }
        if (length > settings.maxBytes()) {
            LOG.warn(
                    "input {}: dropped, because the result has {} bytes; the limit is {} (a quarter of INPUT_MEMORY)",
                    name,
                    length,
                    settings.maxBytes());
            return new byte[0];
        }
        return length == 0 ? new byte[0] : Files.readAllBytes(file);
    }

    void deleteDirectory() throws IOException {
        FileTree.delete(directory);
    }
}

package tv.mux.ts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import tv.mux.media.Stamp;

/** Runs ffmpeg and ffprobe for a test, in a folder, to their end. */
final class Tool {
    private static final int LIMIT_SECONDS = 60;

    private final Path folder;

    Tool(Path folder) {
        this.folder = folder;
    }

    /** Makes a transport stream there with FFmpeg; arguments are split on spaces. */
    Path ffmpeg(String arguments, String file) throws IOException, InterruptedException {
        run("ffmpeg -v error -y " + arguments + " " + file);
        return folder.resolve(file);
    }

    /** A packet as ffprobe reads it. */
    record Probed(long pts, long dts, long duration, boolean key) {}

    /** The packets of the stream {@code v:0} or {@code a:0}, in the file's order, stamps modulo 2^33. */
    List<Probed> packets(Path file, String stream) throws IOException, InterruptedException {
        String entries = "packet=pts,dts,duration,flags";
        String out = run("ffprobe -v error -select_streams " + stream + " -show_entries " + entries
                + " -of default=nk=1:nw=1 " + file.getFileName());
        List<String> values = out.lines().filter(line -> !line.isBlank()).toList();
        List<Probed> packets = new ArrayList<>();
        for (int i = 0; i + 3 < values.size(); i += 4) {
            packets.add(new Probed(
                    Stamp.plus(Long.parseLong(values.get(i)), 0),
                    Stamp.plus(Long.parseLong(values.get(i + 1)), 0),
                    Long.parseLong(values.get(i + 2)),
                    values.get(i + 3).startsWith("K")));
        }
        return packets;
    }

    /** What ffprobe says of a file's video. */
    String probe(Path file, String entry) throws IOException, InterruptedException {
        return run("ffprobe -v error -select_streams v:0 -show_entries stream=" + entry + " -of default=nk=1:nw=1 "
                        + file.getFileName())
                .lines()
                .findFirst()
                .orElseThrow()
                .trim();
    }

    /** What FFmpeg says, at that level, when it decodes all of a file. */
    String decode(String level, Path file) throws IOException, InterruptedException {
        return run("ffmpeg -nostats -v " + level + " -i " + file.getFileName() + " -f null -");
    }

    private String run(String command) throws IOException, InterruptedException {
        Path out = folder.resolve("out.txt");
        List<String> words =
                Stream.of(command.split(" ")).filter(word -> !word.isEmpty()).toList();
        Process process = new ProcessBuilder(words)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(out.toFile())
                .start();
        try {
            assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS))
                    .as("%s ends", command)
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        String said = Files.readString(out, StandardCharsets.UTF_8);
        assertThat(process.exitValue()).as("%s: %s", command, said).isZero();
        return said;
    }
}

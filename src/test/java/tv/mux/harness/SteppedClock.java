package tv.mux.harness;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A clock of the epoch for processes of its own, which can be set while they run; their monotonic clock is the
 * machine's. A few lines of C, preloaded: there is no other way to step the clock of one process.
 */
public final class SteppedClock {
    private static final List<String> COMPILERS = List.of("tcc", "cc");

    private final Path library;
    private final Path offset;

    private SteppedClock(Path library, Path offset) {
        this.library = library;
        this.offset = offset;
    }

    /** Made in a folder; empty where this machine has no C compiler, or cannot preload what it makes. */
    public static Optional<SteppedClock> in(Path folder) throws IOException, InterruptedException {
        Path source = folder.resolve("clock.c");
        try (InputStream code = SteppedClock.class.getResourceAsStream("/clock.c")) {
            Files.copy(code, source);
        }
        SteppedClock clock = new SteppedClock(folder.resolve("clock.so"), folder.resolve("offset"));
        clock.set(Duration.ZERO);
        for (String compiler : COMPILERS) {
            if (Program.did(compiler, "-shared", "-fPIC", "-nostdlib", "-o", "" + clock.library, "" + source)
                    && clock.works()) {
                return Optional.of(clock);
            }
        }
        return Optional.empty();
    }

    private boolean works() throws IOException, InterruptedException {
        set(Duration.ofSeconds(-System.currentTimeMillis() / 1000).plusDays(366));
        Optional<String> year =
                Program.says(List.of("env", "LD_PRELOAD=" + library, "CLOCK_OFFSET=" + offset, "date", "+%Y"));
        set(Duration.ZERO);
        return year.filter("1971\n"::equals).isPresent();
    }

    /** How to start a program by this clock: words to put before its own. */
    public List<String> program() {
        return List.of("env", "LD_PRELOAD=" + library, "CLOCK_OFFSET=" + offset);
    }

    /** Sets it: so far ahead of the machine's, or behind. */
    public void set(Duration ahead) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder());
        bytes.putLong(ahead.toSeconds()).flip();
        try (var file = Files.newByteChannel(offset, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            file.write(bytes);
        }
    }
}

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
 * A wall clock for chosen processes that the test can set while they run. Their monotonic clock is not affected. The
 * clock is a C library that {@code LD_PRELOAD} loads, because Linux cannot set the clock of a single process.
 */
public final class SteppedClock {
    private static final List<String> COMPILERS = List.of("tcc", "cc");

    private final Path library;
    private final Path offset;

    private SteppedClock(Path library, Path offset) {
        this.library = library;
        this.offset = offset;
    }

    /** Compiles the library in a folder. Returns empty if there is no C compiler, or if the library has no effect. */
    public static Optional<SteppedClock> create(Path folder) throws IOException, InterruptedException {
        Path source = folder.resolve("clock.c");
        try (InputStream code = SteppedClock.class.getResourceAsStream("/clock.c")) {
            Files.copy(code, source);
        }
        SteppedClock clock = new SteppedClock(folder.resolve("clock.so"), folder.resolve("offset"));
        clock.set(Duration.ZERO);
        for (String compiler : COMPILERS) {
            if (Program.succeeds(compiler, "-shared", "-fPIC", "-nostdlib", "-o", "" + clock.library, "" + source)
                    && clock.works()) {
                return Optional.of(clock);
            }
        }
        return Optional.empty();
    }

    private boolean works() throws IOException, InterruptedException {
        set(Duration.ofSeconds(-System.currentTimeMillis() / 1000).plusDays(366));
        Optional<String> year =
                Program.output(List.of("env", "LD_PRELOAD=" + library, "CLOCK_OFFSET=" + offset, "date", "+%Y"));
        set(Duration.ZERO);
        return year.filter("1971\n"::equals).isPresent();
    }

    /** The words to put before a command so that its process uses this clock. */
    public List<String> launcher() {
        return List.of("env", "LD_PRELOAD=" + library, "CLOCK_OFFSET=" + offset);
    }

    /** Sets the clock ahead of the machine's clock, or behind it if the duration is negative. */
    public void set(Duration ahead) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder());
        bytes.putLong(ahead.toSeconds()).flip();
        try (var file = Files.newByteChannel(offset, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            file.write(bytes);
        }
    }
}

package tv.mux.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static tv.mux.harness.Waits.await;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;
import tv.mux.TestRun;

/**
 * Mux as a station runs it: a {@code java -jar} process, configured by environment variables. Its output is kept and
 * also written to a file in {@code target/mux-logs}. No process outlives the test JVM.
 */
public final class MuxProcess implements AutoCloseable {
    /** Time limit of every wait in the system tests. It is long, because a busy machine must not fail a test. */
    public static final Duration TIMEOUT = Duration.ofMinutes(2);

    /** JVM options unless a test sets its own. A process that lives for seconds spends half of them in the compiler. */
    private static final List<String> QUICK_START = List.of("-XX:TieredStopAtLevel=1");

    private static final String JVM_OPTIONS = "JAVA_TOOL_OPTIONS";

    private static final Path JAR = Path.of(System.getProperty("mux.jar", "target/mux.jar"));
    private static final Set<String> INHERITED = Set.of("PATH", "HOME", "LANG", "TMPDIR");
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Set<MuxProcess> RUNNING = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> RUNNING.forEach(MuxProcess::close)));
    }

    private final Map<String, String> settings;
    private final Process process;
    private final Path log;
    private final Thread reader;
    private final List<String> lines = new CopyOnWriteArrayList<>();

    private MuxProcess(Map<String, String> settings, Process process) {
        this.settings = settings;
        this.process = process;
        this.log = JAR.toAbsolutePath().resolveSibling("mux-logs").resolve(TestRun.logName("mux-" + process.pid()));
        this.reader = new Thread(this::read, "mux-" + process.pid());
    }

    /** Settings for copy mode without Icecast, on free ports. The caller may change them before the start. */
    public static Map<String, String> settings(Path outputDir, String apiUrl) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("API_URL", apiUrl);
        settings.put("ICECAST_ENABLED", "false");
        settings.put("HLS_OUTPUT_DIR", outputDir.toString());
        settings.put("HTTP_PORT", "" + Ports.free());
        settings.put("ADMIN_PORT", "" + Ports.free());
        settings.put("CLUSTER_PORT", "" + Ports.free());
        return settings;
    }

    /** Starts Mux without waiting until it serves. */
    public static MuxProcess start(Map<String, String> settings, String... arguments) {
        return startWith(List.of(), settings, arguments);
    }

    /**
     * Starts Mux with the help of another program, for example {@code env} or {@code prlimit}.
     *
     * @param launcher the words to put before {@code java}; the program must replace itself with {@code java}
     */
    public static MuxProcess startWith(List<String> launcher, Map<String, String> settings, String... arguments) {
        List<String> command = new ArrayList<>(launcher);
        command.add(System.getProperty("java.home") + "/bin/java");
        command.addAll(settings.containsKey(JVM_OPTIONS) ? List.of() : QUICK_START);
        command.addAll(List.of("-jar", JAR.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().retainAll(INHERITED);
        builder.environment().putAll(settings);
        try {
            MuxProcess mux = new MuxProcess(Map.copyOf(settings), builder.start());
            RUNNING.add(mux);
            TestRun.addLog(mux.log);
            mux.reader.start();
            return mux;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read() {
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
                PrintWriter file = logFile()) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                lines.add(line);
                file.println(line);
            }
        } catch (IOException e) {
            lines.add("(the output of Mux cannot be read any longer: " + e.getMessage() + ")");
        }
    }

    private PrintWriter logFile() throws IOException {
        Files.createDirectories(log.getParent());
        return new PrintWriter(Files.newBufferedWriter(log), true);
    }

    // ---- HTTP -----------------------------------------------------------------------------------------------------

    /** The address of the output. */
    public URI playlist() {
        return output("/live/stream.m3u8");
    }

    /** An address on the port for players. */
    public URI output(String path) {
        return address("HTTP", path);
    }

    /** An address on the port for operators. */
    public URI admin(String path) {
        return address("ADMIN", path);
    }

    private URI address(String listener, String path) {
        String host = settings.getOrDefault(listener + "_HOST", "127.0.0.1");
        return URI.create("http://" + host + ":" + settings.get(listener + "_PORT") + path);
    }

    /**
     * Sends a GET request and waits for the response, whatever its status.
     *
     * @throws UncheckedIOException if there is no response within 10 s
     */
    public static HttpResponse<String> get(URI address) {
        return get(address, HttpResponse.BodyHandlers.ofString());
    }

    /** The body of a response, whose status must be 200. */
    public static byte[] getBytes(URI address) {
        HttpResponse<byte[]> response = get(address, HttpResponse.BodyHandlers.ofByteArray());
        assertThat(response.statusCode()).as("status of %s", address).isEqualTo(200);
        return response.body();
    }

    private static <T> HttpResponse<T> get(URI address, HttpResponse.BodyHandler<T> body) {
        try {
            return HTTP.send(
                    HttpRequest.newBuilder(address)
                            .timeout(Duration.ofSeconds(10))
                            .build(),
                    body);
        } catch (IOException e) {
            throw new UncheckedIOException("no response from " + address, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Waits until there is a playlist. Ends the process if there is none in time. */
    public MuxProcess awaitSegment() {
        try {
            await("a first segment").until(() -> isServed(playlist()));
            return this;
        } catch (RuntimeException e) {
            close(); // The caller has no reference to the process yet.
            throw e;
        }
    }

    private boolean isServed(URI address) {
        if (!process.isAlive()) {
            throw new IllegalStateException("Mux has ended: " + lines);
        }
        try {
            return get(address).statusCode() == 200;
        } catch (UncheckedIOException e) {
            return false; // Mux does not listen yet.
        }
    }

    /** Waits until the playlist has a segment with this media sequence number or a later one. */
    public void awaitListed(long msn) {
        await("segment " + msn + " in the playlist")
                .until(() -> Listed.in(this).stream().anyMatch(segment -> segment.msn() >= msn));
    }

    /** Checks that every segment in the playlist is served. */
    public void assertSegmentsAvailable() {
        for (Listed segment : Listed.in(this)) {
            getBytes(playlist().resolve(segment.uri()));
        }
    }

    // ---- status ---------------------------------------------------------------------------------------------------

    /** The JSON document at {@code /api/status}. */
    public JsonObject status() {
        return new JsonObject(get(admin("/api/status")).body());
    }

    /** The part of the status about the stream. */
    public JsonObject stream() {
        return status().getJsonObject("stream", new JsonObject());
    }

    /** The title of the input on air, or an empty text if there is none. */
    public String onAir() {
        return Objects.requireNonNullElse(stream().getJsonObject("onAir"), new JsonObject())
                .getString("title", "");
    }

    /** Waits until the input with this title is on air. */
    public void awaitOnAir(String title) {
        await(title + " on air").until(() -> onAir().equals(title));
    }

    /** Whether Mux publishes the slate at the moment. */
    public boolean isSlateOnAir() {
        return stream().getLong("slateSince") != null;
    }

    /** The switches in the status, newest first. */
    public List<JsonObject> switches() {
        return objects(stream().getJsonArray("switches"));
    }

    /** The elements of a JSON array of objects. */
    public static List<JsonObject> objects(JsonArray array) {
        return array.stream().map(JsonObject.class::cast).toList();
    }

    // ---- log ------------------------------------------------------------------------------------------------------

    /** All lines so far on standard output and standard error. */
    public List<String> lines() {
        return List.copyOf(lines);
    }

    /** Waits for a line that matches, and returns the first one. */
    public String awaitLine(Predicate<String> matching) {
        try {
            await("a line of the log").until(() -> lines.stream().anyMatch(matching));
        } catch (ConditionTimeoutException e) {
            throw new AssertionError("not in the log: " + lines, e);
        }
        return lines.stream().filter(matching).findFirst().orElseThrow();
    }

    /** Waits for a line that contains all these parts, and returns the first one. */
    public String awaitLine(String... parts) {
        return awaitLine(line -> Stream.of(parts).allMatch(line::contains));
    }

    /** Checks that no line has the level ERROR or names an exception. */
    public void assertNoErrorLogged() {
        assertThat(lines()).noneMatch(line -> line.contains(" ERROR ") || line.contains("Exception"));
    }

    // ---- processes ------------------------------------------------------------------------------------------------

    public long pid() {
        return process.pid();
    }

    /** The live child processes, which are FFmpeg processes. */
    public List<ProcessHandle> children() {
        return process.children().filter(ProcessHandle::isAlive).toList();
    }

    /** Waits until there is exactly one child process, as always except during a switch, and returns it. */
    public ProcessHandle awaitOnlyChild() {
        await("one child process").until(() -> children().size() == 1);
        return children().get(0);
    }

    /** Sends a signal by its name, such as KILL or STOP. */
    public static void signal(long pid, String name) {
        try {
            Process kill =
                    new ProcessBuilder("kill", "-" + name, "" + pid).inheritIO().start();
            if (!kill.waitFor(10, TimeUnit.SECONDS) || kill.exitValue() != 0) {
                throw new IllegalStateException("kill -" + name + " " + pid + " failed");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Kills Mux, but not its children, and waits for its end. */
    public void kill() {
        signal(pid(), "KILL");
        assertThat(awaitExit()).isEqualTo(128 + 9);
    }

    /** Waits until Mux has ended and its output is read, and returns the exit code. */
    public int awaitExit() {
        return awaitExit(TIMEOUT);
    }

    /** Waits until Mux has ended and its output is read, and returns the exit code. */
    public int awaitExit(Duration timeout) {
        try {
            if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("Mux still runs after " + timeout + ": " + lines);
            }
            reader.join(TIMEOUT.toMillis());
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Kills Mux and all its children. */
    @Override
    public void close() {
        List<ProcessHandle> all = Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .toList();
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(handle -> handle.onExit().orTimeout(10, TimeUnit.SECONDS).join());
        RUNNING.remove(this);
    }
}

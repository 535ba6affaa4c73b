package tv.mux.harness;

import static org.awaitility.Awaitility.await;

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
import tv.mux.audit.HlsAudit;

/**
 * Mux as a station runs it: {@code java -jar}, set by environment variables. What it says is kept, and written to a
 * file in {@code target/mux-logs}. Whatever becomes of the test, no process of it stays.
 */
public final class MuxProcess implements AutoCloseable {
    /** A busy machine takes its time: it is no test of speed. */
    public static final Duration PATIENCE = Duration.ofMinutes(2);

    /**
     * Options of the JVM, unless a test has its own. A process that lives for seconds spends half of them in the
     * compiler.
     */
    private static final List<String> QUICK_START = List.of("-XX:TieredStopAtLevel=1");

    private static final String OWN_OPTIONS = "JAVA_TOOL_OPTIONS";

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
    public final List<String> lines = new CopyOnWriteArrayList<>();

    private MuxProcess(Map<String, String> settings, Process process) {
        this.settings = settings;
        this.process = process;
        this.log = JAR.toAbsolutePath().resolveSibling("mux-logs").resolve(TestRun.logName("mux-" + process.pid()));
        this.reader = new Thread(this::read, "mux-" + process.pid());
    }

    /** The settings of a station in copy mode without Icecast, on ports of its own, to be changed at will. */
    public static Map<String, String> station(Path outputDir, String apiUrl) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("API_URL", apiUrl);
        settings.put("ICECAST_ENABLED", "false");
        settings.put("HLS_OUTPUT_DIR", outputDir.toString());
        settings.put("HTTP_PORT", "" + Ports.free());
        settings.put("ADMIN_PORT", "" + Ports.free());
        settings.put("CLUSTER_PORT", "" + Ports.free());
        return settings;
    }

    /** Starts it; what it then does is to be awaited. */
    public static MuxProcess start(Map<String, String> settings, String... arguments) {
        return startIn(List.of(), settings, arguments);
    }

    /** Starts it by another program that becomes it. */
    public static MuxProcess startIn(List<String> program, Map<String, String> settings, String... arguments) {
        List<String> command = new ArrayList<>(program);
        command.add(System.getProperty("java.home") + "/bin/java");
        command.addAll(settings.containsKey(OWN_OPTIONS) ? List.of() : QUICK_START);
        command.addAll(List.of("-jar", JAR.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().retainAll(INHERITED);
        builder.environment().putAll(settings);
        try {
            MuxProcess mux = new MuxProcess(Map.copyOf(settings), builder.start());
            RUNNING.add(mux);
            TestRun.started(mux.log);
            mux.reader.start();
            return mux;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read() {
        try (BufferedReader said = process.inputReader(StandardCharsets.UTF_8);
                PrintWriter file = logFile()) {
            for (String line = said.readLine(); line != null; line = said.readLine()) {
                lines.add(line);
                file.println(line);
            }
        } catch (IOException e) {
            lines.add("(its output cannot be read any longer: " + e.getMessage() + ")");
        }
    }

    private PrintWriter logFile() throws IOException {
        Files.createDirectories(log.getParent());
        return new PrintWriter(Files.newBufferedWriter(log), true);
    }

    // ---- what it serves -------------------------------------------------------------------------------------------

    /** Where its output is. */
    public URI playlist() {
        return output("/live/stream.m3u8");
    }

    /** An address on the players' port. */
    public URI output(String path) {
        return address("HTTP", path);
    }

    /** An address on the operator's port. */
    public URI admin(String path) {
        return address("ADMIN", path);
    }

    private URI address(String listener, String path) {
        String host = settings.getOrDefault(listener + "_HOST", "127.0.0.1");
        return URI.create("http://" + host + ":" + settings.get(listener + "_PORT") + path);
    }

    /** The answer at one of its addresses. */
    public static HttpResponse<String> get(URI address) {
        try {
            return HTTP.send(
                    HttpRequest.newBuilder(address)
                            .timeout(Duration.ofSeconds(10))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(address + " does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Waits until there is something to play; ends the process when there never is. */
    public MuxProcess awaitSegment() {
        try {
            await("a first segment").atMost(PATIENCE).until(() -> answers(playlist()));
            return this;
        } catch (RuntimeException e) {
            close(); // It has no other owner yet.
            throw e;
        }
    }

    /** Waits until it lists a segment of this number or a later one. */
    public void awaitListed(long msn) {
        await("segment " + msn + " in the playlist").atMost(PATIENCE).until(() -> Listed.in(this).stream()
                .anyMatch(segment -> segment.msn() >= msn));
    }

    private boolean answers(URI address) {
        if (!process.isAlive()) {
            throw new IllegalStateException("Mux has ended: " + lines);
        }
        try {
            return get(address).statusCode() == 200;
        } catch (UncheckedIOException e) {
            return false; // Not up yet.
        }
    }

    /** What {@code /api/status} says. */
    public JsonObject status() {
        return new JsonObject(get(admin("/api/status")).body());
    }

    /** What the status says of the stream. */
    public JsonObject stream() {
        return status().getJsonObject("stream", new JsonObject());
    }

    /** The title on air; empty when there is none. */
    public String onAir() {
        return Objects.requireNonNullElse(stream().getJsonObject("onAir"), new JsonObject())
                .getString("title", "");
    }

    /** Waits until something is on air. */
    public void awaitOnAir(String title) {
        await(title + " on air").atMost(PATIENCE).until(() -> onAir().equals(title));
    }

    /** The switches it tells of, newest first. */
    public List<JsonObject> switches() {
        return objects(stream().getJsonArray("switches"));
    }

    /** The elements of an array of objects. */
    public static List<JsonObject> objects(JsonArray array) {
        return array.stream().map(JsonObject.class::cast).toList();
    }

    // ---- what it says ---------------------------------------------------------------------------------------------

    /** All it has said so far, line by line, on standard output and standard error. */
    public List<String> lines() {
        return List.copyOf(lines);
    }

    /** Waits until so many segments were seen of an output. */
    public static void awaitSegments(HlsAudit audit, int count) {
        await(count + " segments").atMost(PATIENCE).until(() -> audit.segments() >= count);
    }

    /** Waits until it has said something; gives the first such line. */
    public String awaitLine(Predicate<String> wanted) {
        try {
            await("a line of the log").atMost(PATIENCE).until(() -> lines.stream()
                    .anyMatch(wanted));
        } catch (ConditionTimeoutException e) {
            throw new AssertionError("not in the log: " + lines, e);
        }
        return lines.stream().filter(wanted).findFirst().orElseThrow();
    }

    /** Waits until it has said something that contains all of this; gives the first such line. */
    public String awaitLine(String... parts) {
        return awaitLine(line -> Stream.of(parts).allMatch(line::contains));
    }

    // ---- its processes --------------------------------------------------------------------------------------------

    /** Its process id. */
    public long pid() {
        return process.pid();
    }

    /** Its children that live: the FFmpegs. */
    public List<ProcessHandle> children() {
        return process.children().filter(ProcessHandle::isAlive).toList();
    }

    /** Waits until it has just one child, as it does but for a switch; gives it. */
    public ProcessHandle awaitOnlyChild() {
        await("one child").atMost(PATIENCE).until(() -> children().size() == 1);
        return children().get(0);
    }

    /** Sends a signal by its name, such as KILL or STOP. */
    public static void signal(long pid, String name) {
        try {
            Process kill =
                    new ProcessBuilder("kill", "-" + name, "" + pid).inheritIO().start();
            if (!kill.waitFor(10, TimeUnit.SECONDS) || kill.exitValue() != 0) {
                throw new IllegalStateException("kill -" + name + " " + pid + " has failed");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Its exit code, once it has ended and all it said is read. */
    public int awaitExit(Duration most) {
        try {
            if (!process.waitFor(most.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("Mux still runs after " + most + ": " + lines);
            }
            reader.join(PATIENCE.toMillis());
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Ends it and all its children at once, where they have not ended already. */
    @Override
    public void close() {
        List<ProcessHandle> all = Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .toList();
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(handle -> handle.onExit().orTimeout(10, TimeUnit.SECONDS).join());
        RUNNING.remove(this);
    }
}

package tv.mux.icecast;

import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A real Icecast server, started by {@code deploy/icecast.sh} with its own configuration as an unprivileged user. */
public final class IcecastServer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Set<IcecastServer> RUNNING = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> RUNNING.forEach(IcecastServer::close)));
    }

    private final int port;
    private final Process process;
    private final List<String> lines = new CopyOnWriteArrayList<>();

    private IcecastServer(int port, Process process) {
        this.port = port;
        this.process = process;
    }

    /** Starts a server; returns when it listens on the port. */
    public static IcecastServer start(int port, Map<String, String> settings) {
        Map<String, String> environment = new LinkedHashMap<>(settings);
        environment.put("ICECAST_PORT", "" + port);
        ProcessBuilder builder =
                new ProcessBuilder(Path.of("deploy", "icecast.sh").toString()).redirectErrorStream(true);
        builder.environment().putAll(environment);
        try {
            IcecastServer server = new IcecastServer(port, builder.start());
            RUNNING.add(server);
            Thread reader = new Thread(server::read, "icecast-" + port);
            reader.setDaemon(true);
            reader.start();
            await("an Icecast on port " + port + "; is icecast2 installed?")
                    .atMost(PATIENCE)
                    .until(server::listens);
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read() {
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            output.lines().forEach(lines::add);
        } catch (IOException | UncheckedIOException e) {
            lines.add("(the output cannot be read: " + e.getMessage() + ")");
        }
    }

    private boolean listens() {
        if (!process.isAlive()) {
            throw new IllegalStateException("Icecast has exited: " + lines);
        }
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    public int port() {
        return port;
    }

    /** The lines that the server has written so far. */
    public List<String> lines() {
        return List.copyOf(lines);
    }

    /** Sends a signal such as STOP or CONT to the server, not to the script. */
    public void signal(String name) {
        ProcessHandle server = server();
        try {
            new ProcessBuilder("kill", "-" + name, "" + server.pid())
                    .inheritIO()
                    .start()
                    .waitFor(10, TimeUnit.SECONDS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private ProcessHandle server() {
        return process.descendants()
                .filter(child -> child.info().command().orElse("").endsWith("icecast2"))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalStateException("no process icecast2 among the descendants of " + process));
    }

    /** Kills the server. The script then deletes its temporary files. */
    @Override
    public void close() {
        process.descendants().toList().forEach(ProcessHandle::destroyForcibly);
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
        RUNNING.remove(this);
    }
}

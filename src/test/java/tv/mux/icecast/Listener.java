package tv.mux.icecast;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A client that plays a mount. Records all audio and all titles, with the times at which they arrived. */
public final class Listener implements AutoCloseable {
    private static final Pattern INTERVAL = Pattern.compile("(?i)icy-metaint: *(\\d+)");
    private static final Pattern TITLE = Pattern.compile("StreamTitle='(.*?)';", Pattern.DOTALL);
    private static final int READ_TIMEOUT_MS = 15_000;

    private final Socket socket;
    private final Thread thread;
    private final ByteArrayOutputStream audio = new ByteArrayOutputStream();
    private final List<Title> titles = new CopyOnWriteArrayList<>();
    private final List<Arrival> arrivals = new CopyOnWriteArrayList<>();
    private volatile String dropped = "";
    private volatile boolean closed;

    /**
     * A title that arrived.
     *
     * @param at the number of audio bytes before the title
     * @param nanos arrival time on the monotonic clock
     */
    public record Title(String text, long at, long nanos) {}

    /**
     * A piece of audio that arrived.
     *
     * @param bytes the number of bytes received so far, including this piece
     * @param nanos arrival time on the monotonic clock
     */
    public record Arrival(long bytes, long nanos) {}

    private Listener(Socket socket) {
        this.socket = socket;
        this.thread = new Thread(this::listen, "listener");
        thread.setDaemon(true);
    }

    /** Connects to a mount, and starts to record. */
    public static Listener open(int port, String mount) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(READ_TIMEOUT_MS);
        socket.getOutputStream()
                .write(("GET " + mount + " HTTP/1.0\r\nHost: localhost\r\nIcy-MetaData: 1\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        Listener listener = new Listener(socket);
        listener.thread.start();
        return listener;
    }

    private void listen() {
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()))) {
            Matcher header = INTERVAL.matcher(head(in));
            int interval = header.find() ? Integer.parseInt(header.group(1)) : Integer.MAX_VALUE;
            while (true) {
                audio(in, interval);
                title(in);
            }
        } catch (IOException e) {
            if (!closed) {
                dropped = e.toString();
            }
        }
    }

    private static String head(DataInputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.readUnsignedByte());
        }
        if (!head.toString().contains(" 200 ")) {
            throw new IOException("the server refused the listener: " + head);
        }
        return head.toString();
    }

    private void audio(DataInputStream in, int bytes) throws IOException {
        byte[] chunk = new byte[1024];
        for (int left = bytes; left > 0; ) {
            int n = in.read(chunk, 0, Math.min(left, chunk.length));
            if (n < 0) {
                throw new IOException("the server closed the connection");
            }
            synchronized (audio) {
                audio.write(chunk, 0, n);
                arrivals.add(new Arrival(audio.size(), System.nanoTime()));
            }
            left -= n;
        }
    }

    private void title(DataInputStream in) throws IOException {
        byte[] block = new byte[in.readUnsignedByte() * 16];
        in.readFully(block);
        Matcher title = TITLE.matcher(new String(block, StandardCharsets.UTF_8));
        if (title.find()) {
            synchronized (audio) {
                titles.add(new Title(title.group(1), audio.size(), System.nanoTime()));
            }
        }
    }

    /** The error that ended the connection; empty while the connection is open. */
    public String dropped() {
        return dropped;
    }

    /** The audio received so far. */
    public byte[] heard() {
        synchronized (audio) {
            return audio.toByteArray();
        }
    }

    /** The titles received so far. */
    public List<Title> titles() {
        return List.copyOf(titles);
    }

    /** The number of bytes received before a time on the monotonic clock. */
    public long bytesAt(long nanos) {
        return arrivals.stream()
                .takeWhile(arrival -> arrival.nanos() <= nanos)
                .mapToLong(Arrival::bytes)
                .max()
                .orElse(0);
    }

    /** The longest pause between two pieces of audio since a time on the monotonic clock, in milliseconds. */
    public long longestGapMs(long sinceNanos) {
        Optional<Long> last = Optional.empty();
        long longest = 0;
        for (Arrival arrival : arrivals) {
            if (last.isPresent() && arrival.nanos() > sinceNanos) {
                longest = Math.max(longest, arrival.nanos() - last.get());
            }
            last = Optional.of(arrival.nanos());
        }
        return TimeUnit.NANOSECONDS.toMillis(longest);
    }

    @Override
    public void close() throws IOException {
        closed = true;
        socket.close();
    }
}

package tv.mux.icecast;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import tv.mux.playout.FrameReader;
import tv.mux.playout.Framing;

/** Audio that a listener received, decoded by FFmpeg, for the detection of test tones. */
public final class ReceivedAudio {
    private static final int RATE = 8_000;
    /** Root mean square below which audio counts as silence. */
    private static final double SILENT = 20;
    /** Number of adjacent frames that prove that the first byte begins a frame. */
    private static final int PROOF = 5;

    private final ShortBuffer samples;
    private final String errors;

    private ReceivedAudio(ShortBuffer samples, String errors) {
        this.samples = samples;
        this.errors = errors;
    }

    /**
     * Decodes a coded stream. Ignores the incomplete frames at both ends, because a listener connects and disconnects
     * in the middle of a frame.
     *
     * @param format {@code mp3} or {@code aac}
     */
    public static ReceivedAudio decode(byte[] coded, String format) throws IOException {
        byte[] frames = frames(coded, format.equals("mp3") ? Framing.MP3 : Framing.ADTS);
        Process ffmpeg = new ProcessBuilder(
                        "ffmpeg", "-v", "error", "-f", format, "-i", "pipe:0", "-ac", "1", "-ar", "" + RATE, "-f",
                        "s16le", "pipe:1")
                .start();
        CompletableFuture<Void> feeding = CompletableFuture.runAsync(() -> {
            try (OutputStream stdin = ffmpeg.getOutputStream()) {
                stdin.write(frames);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        CompletableFuture<String> errors = CompletableFuture.supplyAsync(() -> {
            try {
                return new String(ffmpeg.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        byte[] pcm = ffmpeg.getInputStream().readAllBytes();
        feeding.join();
        return new ReceivedAudio(
                ByteBuffer.wrap(pcm).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer(), errors.join());
    }

    /** The complete frames. Fails if there are bytes between them. */
    private static byte[] frames(byte[] coded, Framing framing) {
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        FrameReader reader = new FrameReader(framing);
        reader.read(Arrays.copyOfRange(coded, start(coded, framing), coded.length))
                .forEach(frames::writeBytes);
        if (reader.skipped() > 0) {
            throw new AssertionError(reader.skipped() + " bytes between frames");
        }
        return frames.toByteArray();
    }

    /** Offset of the first of several adjacent frames. One header alone is no proof: audio may look like a header. */
    private static int start(byte[] coded, Framing framing) {
        for (int start = 0; start < coded.length; start++) {
            int at = start;
            int adjacent = 0;
            while (adjacent < PROOF && at + framing.headerBytes() <= coded.length) {
                int length = framing.length(coded, at);
                if (length == Framing.NO_FRAME) {
                    break;
                }
                at += length;
                adjacent++;
            }
            if (adjacent == PROOF) {
                return start;
            }
        }
        return coded.length;
    }

    /** The errors that FFmpeg reported; empty if there were none. */
    public String errors() {
        return errors;
    }

    /** Duration in seconds. */
    public double seconds() {
        return samples.limit() / (double) RATE;
    }

    /** For each half second, the loudest of these tones (Hz), or 0 if there is silence. */
    public List<Integer> tones(List<Integer> candidates) {
        List<Integer> tones = new ArrayList<>();
        int step = RATE / 2;
        for (int at = 0; at + step <= samples.limit(); at += step) {
            tones.add(tone(at, step, candidates));
        }
        return tones;
    }

    private int tone(int at, int length, List<Integer> candidates) {
        double power = 0;
        for (int i = at; i < at + length; i++) {
            power += (double) samples.get(i) * samples.get(i);
        }
        if (Math.sqrt(power / length) < SILENT) {
            return 0;
        }
        int loudest = 0;
        double most = -1;
        for (int hz : candidates) {
            double found = goertzel(at, length, hz);
            if (found > most) {
                most = found;
                loudest = hz;
            }
        }
        return loudest;
    }

    /** The power of one frequency, by the Goertzel algorithm. */
    private double goertzel(int at, int length, int hz) {
        double k = 2 * Math.cos(2 * Math.PI * hz / RATE);
        double a = 0;
        double b = 0;
        for (int i = at; i < at + length; i++) {
            double next = samples.get(i) + k * a - b;
            b = a;
            a = next;
        }
        return a * a + b * b - k * a * b;
    }
}

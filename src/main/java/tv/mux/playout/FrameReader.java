package tv.mux.playout;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Takes whole frames out of a coded stream that comes in pieces, and leaves out what is none. Pure. */
public final class FrameReader {
    private final Framing framing;
    private byte[] rest = new byte[0];
    public long skipped;

    public FrameReader(Framing framing) {
        this.framing = framing;
    }

    /** The frames that are whole with this piece of the stream. */
    public List<byte[]> read(byte[] piece) {
        byte[] bytes = joined(rest, piece);
        List<byte[]> frames = new ArrayList<>();
        int at = 0;
        while (at + framing.headBytes <= bytes.length) {
            int length = framing.length(bytes, at);
            if (length == Framing.NONE) {
                at++;
                skipped++;
                continue;
            }
            if (at + length > bytes.length) {
                break;
            }
            frames.add(Arrays.copyOfRange(bytes, at, at + length));
            at += length;
        }
        rest = Arrays.copyOfRange(bytes, at, bytes.length);
        return frames;
    }

    /** Bytes so far that belonged to no frame. */
    public long skipped() {
        return skipped;
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}

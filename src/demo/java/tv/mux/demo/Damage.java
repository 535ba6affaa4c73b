package tv.mux.demo;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Damages transport stream segments for tests. Each method returns a damaged copy. */
public final class Damage {
    private static final int PACKET = TsSplitter.PACKET;

    /** NAL unit type of a sequence parameter set (ITU-T H.264, table 7-1). */
    private static final int SPS = 7;

    private Damage() {}

    /** Overwrites the start of every seventh packet, its sync byte included. */
    static Buffer withOverwrittenPackets(Buffer whole) {
        Buffer damaged = whole.copy();
        for (int at = PACKET * 7; at + PACKET <= damaged.length(); at += PACKET * 7) {
            damaged.setBytes(at, new byte[PACKET / 3]);
        }
        return damaged;
    }

    /** Zeroes every H.264 sequence parameter set, up to the end of the packet in which it begins. */
    static Buffer withZeroedSps(Buffer whole) {
        byte[] bytes = whole.getBytes();
        for (int at = 0; at + 4 < bytes.length; at++) {
            if (startCode(bytes, at) && (bytes[at + 3] & 0x1f) == SPS) {
                int end = (at / PACKET + 1) * PACKET;
                for (int i = at + 4; i < end && !startCode(bytes, i); i++) {
                    bytes[i] = 0;
                }
            }
        }
        return Buffer.buffer(bytes);
    }

    /** Shuffles the packets. The new order is the same for segments of the same length. */
    static Buffer withShuffledPackets(Buffer whole) {
        return withShuffledPackets(whole, whole.length());
    }

    /** Shuffles the packets. The seed determines the new order. */
    public static Buffer withShuffledPackets(Buffer whole, long seed) {
        List<Buffer> packets = new ArrayList<>();
        for (int at = 0; at + PACKET <= whole.length(); at += PACKET) {
            packets.add(whole.getBuffer(at, at + PACKET));
        }
        Collections.shuffle(packets, new Random(seed));
        Buffer damaged = Buffer.buffer(whole.length());
        packets.forEach(damaged::appendBuffer);
        return damaged;
    }

    private static boolean startCode(byte[] bytes, int at) {
        return at + 2 < bytes.length && bytes[at] == 0 && bytes[at + 1] == 0 && bytes[at + 2] == 1;
    }
}

package tv.mux.ts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static tv.mux.ts.TsBuilder.AUDIO;
import static tv.mux.ts.TsBuilder.IDR;
import static tv.mux.ts.TsBuilder.SLICE;
import static tv.mux.ts.TsBuilder.VIDEO;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tv.mux.media.Stamp;

class TsFuzzTest {
    private static final int ROUNDS = 5000;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void damagedStreamsAreReadOrRefused(long seed) {
        Random random = new Random(seed);
        int read = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] bytes = stream(random);
            damage(bytes, random);
            if (random.nextInt(8) == 0) {
                bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
            }
            String which = "seed " + seed + " round " + round;
            if (reads(bytes, which)) {
                read++;
            }
            assertShiftsBack(bytes, random, which);
            byte[] trimmed = AudioTrim.of(bytes, random.nextInt(Packet.PIDS), random.nextLong(Stamp.MODULO), 0);
            assertThat(trimmed.length).as(which).isLessThanOrEqualTo(bytes.length);
        }
        assertThat(read).as("streams that were read").isBetween(ROUNDS / 4, ROUNDS - 1);
    }

    @ParameterizedTest
    @ValueSource(longs = {5, 6})
    void anyBytesShiftBack(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            byte[] bytes = new byte[random.nextInt(3000)];
            random.nextBytes(bytes);
            for (int at = 0; at < bytes.length; at += Packet.BYTES) {
                bytes[at] = Packet.SYNC;
                if (random.nextBoolean() && at + 24 < bytes.length) {
                    // Enough of a PES packet's start to be taken for one.
                    bytes[at + 1] |= 0x40;
                    bytes[at + 3] = 0x10;
                    System.arraycopy(new byte[] {0, 0, 1, (byte) 0xe0}, 0, bytes, at + 4, 4);
                    bytes[at + 10] = (byte) ((bytes[at + 10] & 0x3f) | 0x80);
                }
            }
            reads(bytes, "seed " + seed + " round " + round);
            assertShiftsBack(bytes, random, "seed " + seed + " round " + round);
        }
    }

    private static boolean reads(byte[] bytes, String which) {
        try {
            TsSegment segment = TsSegment.read(bytes);
            assertThat(segment.first()).as(which).isBetween(0L, Stamp.MODULO - 1);
            assertThat(segment.end()).as(which).isBetween(0L, Stamp.MODULO - 1);
            assertThat(segment.video().isPresent() || segment.audio().isPresent())
                    .as(which)
                    .isTrue();
            segment.durationTicks();
            segment.independent();
            return true;
        } catch (TsException refused) {
            assertThat(refused).as(which).hasMessageMatching("N(o|either) [^\\n]+");
            return false;
        } catch (RuntimeException wrong) {
            return fail(which, wrong);
        }
    }

    private static void assertShiftsBack(byte[] bytes, Random random, String which) {
        byte[] moved = bytes.clone();
        long ticks = random.nextLong();
        int salt = random.nextInt();
        TimeShift.apply(moved, ticks, pid -> pid * salt);
        TimeShift.apply(moved, -ticks, pid -> -pid * salt);
        assertThat(moved).as(which).isEqualTo(bytes);
    }

    private static byte[] stream(Random random) {
        TsBuilder builder = new TsBuilder().tables();
        long stamp = random.nextLong() & (Stamp.MODULO - 1);
        for (int frame = 0; frame < 4; frame++) {
            long pts = Stamp.plus(stamp, frame * 3600L);
            byte[] picture = frame == 0 ? IDR : SLICE;
            builder.clocks(VIDEO, pts, pts)
                    .pes(VIDEO, pts, Stamp.plus(pts, -7200), Arrays.copyOf(picture, 20 + random.nextInt(600)))
                    .pes(AUDIO, pts, TsBuilder.concat(TsBuilder.adts(3, 90), TsBuilder.adts(3, 70)));
        }
        return builder.bytes();
    }

    /** Some bytes changed, most of them in headers, and the sync bytes seldom: else nothing would be read. */
    private static void damage(byte[] bytes, Random random) {
        int changes = random.nextInt(12);
        for (int i = 0; i < changes; i++) {
            int packet = random.nextInt(bytes.length / Packet.BYTES) * Packet.BYTES;
            int within = random.nextBoolean() ? 1 + random.nextInt(30) : 1 + random.nextInt(Packet.BYTES - 1);
            int at = packet + (random.nextInt(50) == 0 ? 0 : within);
            bytes[at] = random.nextBoolean() ? (byte) random.nextInt() : (byte) (bytes[at] ^ 1 << random.nextInt(8));
        }
    }
}

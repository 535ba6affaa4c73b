package tv.mux.ts;

import static org.assertj.core.api.Assertions.assertThat;
import static tv.mux.ts.TsBuilder.AUDIO;
import static tv.mux.ts.TsBuilder.IDR;
import static tv.mux.ts.TsBuilder.PMT_PID;
import static tv.mux.ts.TsBuilder.VIDEO;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tv.mux.media.Stamp;

class TimeShiftTest {
    private static final byte[] FRAME = TsBuilder.adts(3, 100);

    @Test
    void movesEveryStamp() {
        long ticks = 123_456_789;
        assertThat(shifted(stream(1000), ticks)).isEqualTo(stream(1000 + ticks));
    }

    @Test
    void wraps() {
        assertThat(shifted(stream(1000), Stamp.MODULO - 2000)).isEqualTo(stream(Stamp.MODULO - 1000));
        assertThat(shifted(stream(1000), -2000)).isEqualTo(stream(Stamp.MODULO - 1000));
        assertThat(shifted(stream(Stamp.MODULO - 1000), 2000)).isEqualTo(stream(1000));
    }

    @Test
    void movesCountersByPid() {
        byte[] bytes =
                new TsBuilder().tables().pes(VIDEO, 0, IDR).pes(VIDEO, 1, IDR).bytes();
        List<Integer> asked = new ArrayList<>();
        TimeShift.apply(bytes, 0, pid -> {
            asked.add(pid);
            return pid == VIDEO ? 15 : 3;
        });
        assertThat(TsSegment.read(bytes).counters())
                .containsEntry(0, new Counters(3, 3))
                .containsEntry(PMT_PID, new Counters(3, 3))
                .containsEntry(VIDEO, new Counters(15, 0));
        assertThat(asked).containsExactly(0, PMT_PID, VIDEO);
    }

    @Test
    void leavesNullPacketsAndLostPacketsAlone() {
        byte[] nothing = new byte[Packet.BYTES];
        nothing[0] = Packet.SYNC;
        nothing[1] = 0x1f;
        nothing[2] = (byte) 0xff;
        byte[] lost = new TsBuilder().pes(VIDEO, 0, IDR).bytes();
        lost[0] = 0;
        byte[] bytes = new TsBuilder()
                .raw(nothing)
                .raw(lost)
                .raw(Packet.SYNC, (byte) 0x40)
                .bytes();
        assertThat(shifted(bytes.clone(), 1, 1)).isEqualTo(bytes);
    }

    @Test
    void leavesMalformedHeadersAlone() {
        byte[] clocks = new TsBuilder().clocks(VIDEO, 5, 5).bytes();
        clocks[4] = 12;
        assertThat(shifted(clocks.clone(), 1)).as("adaptation field too short").isEqualTo(clocks);
        clocks[4] = (byte) 184;
        assertThat(shifted(clocks.clone(), 1)).as("adaptation field too long").isEqualTo(clocks);

        byte[] headerBytes = new TsBuilder().pes(VIDEO, 5, 5, IDR).bytes();
        int pes = Packet.payloadOffset(headerBytes, 0);
        headerBytes[pes + 8] = 9;
        assertThat(shifted(headerBytes.clone(), 1)).as("PES header too short").isEqualTo(headerBytes);

        byte[] cut = new TsBuilder().pes(VIDEO, 5, 5).bytes();
        System.arraycopy(cut, Packet.BYTES - 19, cut, Packet.BYTES - 18, 18);
        cut[4]++;
        assertThat(shifted(cut.clone(), 1)).as("PES header cut").isEqualTo(cut);

        byte[] scrambled = new TsBuilder().pes(VIDEO, 5, IDR).bytes();
        scrambled[3] |= (byte) 0x80;
        assertThat(shifted(scrambled.clone(), 1)).as("scrambled").isEqualTo(scrambled);
    }

    /** A stream whose stamps and clocks all lie that late. */
    private static byte[] stream(long base) {
        return new TsBuilder()
                .tables()
                .clocks(VIDEO, Stamp.plus(base, -3), Stamp.plus(base, -500))
                .pes(VIDEO, Stamp.plus(base, 7200), base, IDR)
                .pes(AUDIO, Stamp.plus(base, 30), FRAME)
                .bytes();
    }

    private static byte[] shifted(byte[] bytes, long ticks) {
        return shifted(bytes, ticks, 0);
    }

    private static byte[] shifted(byte[] bytes, long ticks, int counters) {
        TimeShift.apply(bytes, ticks, pid -> counters);
        return bytes;
    }
}

package tv.mux.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tv.mux.fuzz.Fuzz;
import tv.mux.input.InputItem;
import tv.mux.ladder.AlignmentCheck;
import tv.mux.ladder.RenditionFile;
import tv.mux.media.PackedAudio;
import tv.mux.media.Stamp;
import tv.mux.model.PendingSegment;
import tv.mux.normalise.ConversionPlan;
import tv.mux.normalise.KeyFrameSpacing;
import tv.mux.normalise.MediaFormat;
import tv.mux.normalise.MediaRequirements;
import tv.mux.normalise.Piece;
import tv.mux.process.OneShotProcess;
import tv.mux.ts.AudioTrim;
import tv.mux.ts.TimeShift;
import tv.mux.ts.TsException;
import tv.mux.ts.TsSegment;

/** Feeds mutated segments of FFmpeg to all pure code that parses segments. The code must read or reject each one. */
class SegmentFuzzIT {
    private static final Duration CPU = Duration.ofSeconds(2);
    private static final int PACKET = 188;

    @TempDir
    static Path folder;

    private static List<byte[]> real;

    /** MPEG-TS with and without B-frames, audio and video; fragmented MP4; ADTS. */
    @BeforeAll
    static void encode() throws IOException {
        String source = "-f lavfi -i testsrc2=s=160x90:r=25 -f lavfi -i sine=r=48000 -t 2 ";
        make(source + "-c:v libx264 -preset ultrafast -g 25 -pix_fmt yuv420p -c:a aac plain.ts");
        make(source + "-c:v libx264 -preset medium -x264-params open-gop=1:keyint=25 -c:a aac open.ts");
        make(source + "-map 1:a -c:a aac sound.ts");
        make(source + "-map 0:v -c:v mpeg2video -g 12 mpeg2.ts");
        make(source + "-c:v libx264 -preset ultrafast -g 25 -c:a aac -movflags frag_keyframe+empty_moov fragment.mp4");
        make(source + "-map 1:a -c:a aac -f adts bare.aac");
        try (Stream<Path> files = Files.list(folder)) {
            real = files.sorted().map(SegmentFuzzIT::bytes).toList();
        }
    }

    private static void make(String arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("ffmpeg", "-nostdin", "-v", "error", "-y"));
        command.addAll(List.of(arguments.split(" ", -1)));
        OneShotProcess process = OneShotProcess.run(command, folder, Duration.ofSeconds(60));
        assertThat(process.succeeded()).as(process.lastLines()).isTrue();
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void anySegmentIsReadOrRejected() {
        Fuzz.run("segments", 1_500, CPU, SegmentFuzzIT::oneCase);
    }

    private static void oneCase(Random random) {
        List<Piece> pieces = new ArrayList<>();
        for (int sequence = 0; sequence < 1 + random.nextInt(4); sequence++) {
            byte[] bytes = mutated(random);
            parse(bytes, random);
            pieces.add(new Piece(new InputItem.Segment(sequence, 2_000, bytes, sequence + ".ts"), read(bytes)));
        }
        List<Piece> media =
                pieces.stream().filter(piece -> piece.media().isPresent()).toList();
        if (!media.isEmpty()) {
            run(media, random);
        }
    }

    private static Optional<TsSegment> read(byte[] bytes) {
        try {
            return Optional.of(TsSegment.read(bytes));
        } catch (TsException rejected) {
            return Optional.empty();
        }
    }

    private static void parse(byte[] bytes, Random random) {
        PackedAudio.read(bytes);
        try {
            AudioTrim.of(bytes, random.nextInt(8192), random.nextLong(Stamp.MODULO), random.nextLong(Stamp.MODULO));
            byte[] moved = bytes.clone();
            long ticks = random.nextLong();
            TimeShift.apply(moved, ticks, pid -> 3);
            TimeShift.apply(moved, -ticks, pid -> -3);
            assertThat(moved).isEqualTo(bytes);
        } catch (TsException rejected) {
            assertThat(rejected).hasMessageStartingWith("N");
        }
    }

    /** Feeds pieces to the objects of a run, which return them as segments. */
    private static void run(List<Piece> pieces, Random random) {
        TsSegment first = pieces.get(0).media().orElseThrow();
        FedLedger ledger = new FedLedger(first.first());
        FinishedSegments segments = new FinishedSegments("run", "head", ledger);
        StallDetector detector = new StallDetector(first.first(), Duration.ofSeconds(4), random.nextInt(40), 0);
        KeyFrameSpacing keyFrames = new KeyFrameSpacing(6_000);
        MediaFormat format = MediaFormat.of(first);
        int ordinal = 0;
        for (Piece piece : pieces) {
            TsSegment media = piece.media().orElseThrow();
            ledger.add(piece);
            detector.writeStarted(piece, ordinal);
            keyFrames.tooFarApart(piece);
            MediaRequirements.unfit(media);
            MediaRequirements.tooLong(media, 6_000);
            ConversionPlan.of(media.video(), media.audio(), Optional.empty());
            MediaFormat next = MediaFormat.of(media);
            next.change(format);
            format = next.after(format);
            TsSegment output = pieces.get(random.nextInt(pieces.size())).media().orElseThrow();
            AlignmentCheck.misalignment(List.of(output, media));
            List<PendingSegment> released = segments.add(
                    ordinal, List.of(new RenditionFile(new PendingSegment.File("f", 1), output)), random.nextBoolean());
            released.forEach(segment -> assertThat(segment.end().stamp()).isBetween(0L, Stamp.MODULO - 1));
            detector.stuck(ordinal);
            ordinal++;
        }
        assertThat(segments.unpublishedMs()).isPositive();
        assertThat(ledger.unpublished()).isNotEmpty();
    }

    /** A real segment with changes that networks, disks and encoders may cause. */
    private static byte[] mutated(Random random) {
        byte[] bytes = real.get(random.nextInt(real.size())).clone();
        int changes = random.nextInt(4);
        for (int i = 0; i < changes && bytes.length > PACKET; i++) {
            bytes = change(bytes, random);
        }
        return bytes;
    }

    private static byte[] change(byte[] bytes, Random random) {
        int at = random.nextInt(bytes.length);
        int packet = at / PACKET * PACKET;
        switch (random.nextInt(8)) {
            case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> Arrays.fill(bytes, at, Math.min(bytes.length, at + random.nextInt(400)), (byte) random.nextInt());
            case 2 -> {
                return Arrays.copyOf(bytes, at);
            }
            case 3 -> {
                return shuffled(bytes, random);
            }
            case 4 -> {
                // A header: adaptation field, PES start, stamps.
                for (int i = packet + 1; i < Math.min(bytes.length, packet + 24); i++) {
                    bytes[i] = (byte) random.nextInt();
                }
            }
            case 5 -> zeroSps(bytes);
            case 6 ->
                System.arraycopy(bytes, packet, bytes, 0, Math.min(PACKET, bytes.length - packet)); // over the table
            default -> {
                byte[] noise = new byte[random.nextInt(200)];
                random.nextBytes(noise);
                System.arraycopy(noise, 0, bytes, at, Math.min(noise.length, bytes.length - at));
            }
        }
        return bytes;
    }

    private static byte[] shuffled(byte[] bytes, Random random) {
        List<Integer> packets = new ArrayList<>();
        for (int at = 0; at + PACKET <= bytes.length; at += PACKET) {
            packets.add(at);
        }
        Collections.shuffle(packets, random);
        byte[] out = new byte[packets.size() * PACKET];
        for (int i = 0; i < packets.size(); i++) {
            System.arraycopy(bytes, packets.get(i), out, i * PACKET, PACKET);
        }
        return out;
    }

    private static void zeroSps(byte[] bytes) {
        for (int at = 0; at + 20 < bytes.length; at++) {
            if (bytes[at] == 0 && bytes[at + 1] == 0 && bytes[at + 2] == 1 && (bytes[at + 3] & 0x1f) == 7) {
                Arrays.fill(bytes, at + 4, at + 16, (byte) 0);
            }
        }
    }
}

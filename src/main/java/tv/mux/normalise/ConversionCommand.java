package tv.mux.normalise;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tv.mux.media.PackedAudio;
import tv.mux.media.Stamp;

/**
 * The words FFmpeg is called with to make one piece of what players can show, out of one or more input segments. What
 * comes out keeps the input's own time stamps. Each piece is made by itself; that audio joins on all the same, it is
 * encoded on a grid of frames that is the same for all pieces, from a little before what is taken. Pure.
 */
final class ConversionCommand {
    /** Samples of an AAC frame. */
    static final int FRAME = 1024;

    /** What audio is encoded at, and silence lasts by, samples a second. */
    static final int RATE = 48_000;

    static final String VIDEO_FILE = "video.ts";
    static final String AUDIO_FILE = "audio.ts";
    static final String OUTPUT_FILE = "piece.ts";

    /** Frames encoded before those that are taken: an encoder begins with none before. */
    private static final int WARM_UP = 4;

    /** Frames at the end of what is there that are not taken yet: they overlap with what is to come. */
    private static final int OVERLAP = 2;

    private static final int FPS = 25;
    private static final long PICTURE = Stamp.HZ / FPS;

    /**
     * What is made.
     *
     * @param ffmpeg the program
     * @param preset of x264
     * @param gop pictures from key frame to key frame at most, where the source's are too far apart
     * @param treatment what is done
     * @param begin the first stamp of what leads, ticks that may be negative; where audio leads, its first
     * @param end where it ends, likewise
     * @param audioFrom the first audio frame that is taken, in frames since the stamp 0, where audio is encoded
     * @param lead whether there is audio before the first frame that is taken
     * @param audioEnd where the audio that is there ends, ticks that may be negative; where there is none, {@code end}
     */
    record Job(
            String ffmpeg,
            String preset,
            int gop,
            ConversionPlan treatment,
            long begin,
            long end,
            long audioFrom,
            boolean lead,
            long audioEnd) {
        /** The first audio frame that the next piece begins with. */
        long audioUpTo() {
            long there = treatment.sound() == ConversionPlan.Sound.ENCODE ? frame(audioEnd) - OVERLAP : frame(audioEnd);
            return Math.max(audioFrom, Math.min(frame(end), there));
        }
    }

    private ConversionCommand() {}

    /** The audio frame that holds a stamp, in frames since the stamp 0. */
    static long frame(long ticks) {
        return Math.floorDiv(ticks * RATE, Stamp.HZ * FRAME);
    }

    /** When an audio frame begins, ticks. */
    static long stamp(long frame) {
        return -Math.floorDiv(-frame * FRAME * Stamp.HZ, RATE);
    }

    /** Puts fragmented MP4 into a transport stream; its video is encoded where a transport stream cannot hold it. */
    static List<String> repack(String ffmpeg, String preset, String file, boolean encode) {
        List<String> words = begin(ffmpeg);
        words.addAll(List.of("-i", file, "-map", "0:v:0?", "-map", "0:a:0?", "-c", "copy"));
        if (encode) {
            encoder(words, preset, "");
            words.addAll(List.of("-force_key_frames:v", "source", "-g:v", "9999"));
        }
        return end(words);
    }

    /** Puts bare audio frames into a transport stream, the first at a stamp, ticks that may be negative. */
    static List<String> pack(String ffmpeg, String file, PackedAudio.Kind kind, long stamp) {
        List<String> words = begin(ffmpeg);
        words.addAll(List.of("-itsoffset", decimal((double) stamp / Stamp.HZ)));
        words.addAll(List.of("-f", kind.name().toLowerCase(Locale.ROOT), "-i", file, "-map", "0:a:0", "-c", "copy"));
        return end(words);
    }

    static List<String> of(Job job) {
        List<String> words = begin(job.ffmpeg());
        ConversionPlan treatment = job.treatment();
        if (treatment.picture() == ConversionPlan.Picture.CARD) {
            long first = -Math.floorDiv(-job.begin(), PICTURE);
            long pictures = -Math.floorDiv(-job.end(), PICTURE) - first;
            words.addAll(List.of("-itsoffset", decimal((double) first / FPS), "-f", "lavfi", "-i"));
            words.add("color=c=0x14161c:s=1280x720:r=" + FPS + ",trim=end_frame=" + Math.max(1, pictures));
        } else {
            words.addAll(List.of("-f", "mpegts", "-i", VIDEO_FILE));
        }
        if (treatment.sound() == ConversionPlan.Sound.SILENCE) {
            long samples = (job.audioUpTo() - job.audioFrom()) * FRAME;
            words.addAll(List.of("-itsoffset", decimal(seconds(job.audioFrom())), "-f", "lavfi", "-i"));
            words.add("anullsrc=r=" + RATE + ":cl=stereo,atrim=end_sample=" + Math.max(FRAME, samples));
        } else {
            words.addAll(List.of("-f", "mpegts", "-i", AUDIO_FILE));
        }
        words.addAll(List.of("-map", "0:v:0", "-map", "1:a:0"));
        video(words, job);
        audio(words, job);
        return end(words);
    }

    private static List<String> begin(String ffmpeg) {
        return new ArrayList<>(List.of(ffmpeg, "-hide_banner", "-nostdin", "-loglevel", "error", "-y", "-copyts"));
    }

    private static List<String> end(List<String> words) {
        words.addAll(List.of("-muxdelay", "0", "-muxpreload", "0", "-avoid_negative_ts", "disabled"));
        // A PES packet for each audio frame, so that those can be left out that are not to be taken.
        words.addAll(List.of("-pes_payload_size", "0", "-f", "mpegts", OUTPUT_FILE));
        return List.copyOf(words);
    }

    private static void video(List<String> words, Job job) {
        String from = "trim=start=" + decimal((double) job.begin() / Stamp.HZ - 0.001) + ",";
        switch (job.treatment().picture()) {
            case COPY -> words.addAll(List.of("-c:v", "copy"));
            case ENCODE -> {
                encoder(words, job.preset(), from);
                words.addAll(List.of("-force_key_frames:v", "source", "-g:v", "9999"));
            }
            case REKEY -> {
                encoder(words, job.preset(), from);
                words.addAll(List.of(
                        "-force_key_frames:v",
                        "expr:isnan(prev_forced_t)+gte(n,prev_forced_n+" + job.gop() + ")+gte(t,prev_forced_t+1.99)",
                        "-g:v",
                        "9999"));
            }
            case CARD -> {
                encoder(words, job.preset(), "");
                words.addAll(List.of("-tune:v", "stillimage", "-g:v", "" + 2 * FPS));
            }
        }
    }

    private static void encoder(List<String> words, String preset, String from) {
        words.addAll(List.of("-c:v", "libx264", "-preset:v", preset, "-profile:v", "high", "-threads:v", "2"));
        words.addAll(List.of("-crf:v", "21", "-maxrate:v", "6000k", "-bufsize:v", "9000k"));
        words.addAll(List.of("-bf:v", "0", "-sc_threshold:v", "0"));
        // Every picture keeps its own stamp.
        words.addAll(List.of("-fps_mode:v", "passthrough", "-enc_time_base:v", "1:90000"));
        words.addAll(List.of("-vf", from + "scale=-2:'min(1080,floor(ih/2)*2)':flags=bicubic,setsar=1,format=yuv420p"));
    }

    private static void audio(List<String> words, Job job) {
        if (job.treatment().sound() == ConversionPlan.Sound.COPY) {
            words.addAll(List.of("-c:a", "copy"));
            return;
        }
        words.addAll(List.of("-c:a", "aac", "-ac", "2", "-b:a", "128k"));
        if (job.treatment().sound() == ConversionPlan.Sound.ENCODE) {
            long first = (job.audioFrom() - WARM_UP) * FRAME;
            // Silence is put before what has nothing before it, for the encoder's frames to lie on the grid.
            words.addAll(List.of(
                    "-af",
                    job.lead()
                            ? "aresample=" + RATE + ":async=1,atrim=start_pts=" + first
                            : "aresample=" + RATE + ",aresample=" + RATE + ":async=1:first_pts=" + first));
        }
    }

    private static double seconds(long frames) {
        return (double) frames * FRAME / RATE;
    }

    private static String decimal(double seconds) {
        return String.format(Locale.ROOT, "%.7f", seconds);
    }
}

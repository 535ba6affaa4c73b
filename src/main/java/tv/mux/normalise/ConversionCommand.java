package tv.mux.normalise;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tv.mux.media.PackedAudio;
import tv.mux.media.Stamp;

/**
 * Builds the FFmpeg command lines that make one piece out of one or more input segments. The output keeps the time
 * stamps of the input.
 *
 * <p>Each piece is encoded by itself. Its audio still continues that of the piece before, for two reasons: the audio
 * frames of all pieces begin on one common time grid, and encoding begins a few frames before the first frame that is
 * used. Pure.
 */
final class ConversionCommand {
    /** Samples in an AAC frame. */
    static final int FRAME = 1024;

    /** Sample rate of encoded audio and of silence, in Hz. */
    static final int RATE = 48_000;

    static final String VIDEO_FILE = "video.ts";
    static final String AUDIO_FILE = "audio.ts";
    static final String OUTPUT_FILE = "piece.ts";

    /** Frames that are encoded before the first one that is used, as the first frames of an encoder are not exact. */
    private static final int WARM_UP = 4;

    /** Frames at the end of the available audio that are left to the next piece, as they depend on later audio. */
    private static final int OVERLAP = 2;

    private static final int FPS = 25;
    private static final long PICTURE = Stamp.HZ / FPS;

    /** Time stamps this close to the wrap-around count as negative. */
    private static final long WRAP_MARGIN = 60 * Stamp.HZ;

    /**
     * One conversion. All times are in 90 kHz ticks and may be negative.
     *
     * @param ffmpeg path of the FFmpeg program
     * @param preset preset of x264
     * @param gop maximum number of pictures between key frames if those of the source are too far apart
     * @param begin first time stamp of the video, or of the audio if there is no video
     * @param end end of the video, or of the audio if there is no video
     * @param firstAudioFrame the first audio frame to use, counted since the time stamp 0; only for encoded audio
     * @param audioBefore whether the input has audio before that frame
     * @param audioEnd end of the available audio; {@code end} if there is none
     */
    record Job(
            String ffmpeg,
            String preset,
            int gop,
            ConversionPlan plan,
            long begin,
            long end,
            long firstAudioFrame,
            boolean audioBefore,
            long audioEnd) {
        /** The first audio frame of the next piece. */
        long nextAudioFrame() {
            long available = plan.audio() == ConversionPlan.Audio.ENCODE ? frame(audioEnd) - OVERLAP : frame(audioEnd);
            return Math.max(firstAudioFrame, Math.min(frame(end), available));
        }
    }

    private ConversionCommand() {}

    /** The audio frame that contains a time stamp, counted since the time stamp 0. */
    static long frame(long ticks) {
        return Math.floorDiv(ticks * RATE, Stamp.HZ * FRAME);
    }

    /** The time stamp at which an audio frame begins, in ticks. */
    static long stamp(long frame) {
        return -Math.floorDiv(-frame * FRAME * Stamp.HZ, RATE);
    }

    /** Returns a time stamp as FFmpeg reads it: one shortly before the wrap-around becomes negative. */
    static long unwrap(long stamp) {
        return stamp >= Stamp.MODULO - WRAP_MARGIN ? stamp - Stamp.MODULO : stamp;
    }

    /**
     * The command that puts fragmented MP4 into a transport stream.
     *
     * @param encode whether to encode the video, as a transport stream cannot carry its codec
     */
    static List<String> repack(String ffmpeg, String preset, String file, boolean encode) {
        List<String> command = begin(ffmpeg);
        command.addAll(List.of("-i", file, "-map", "0:v:0?", "-map", "0:a:0?", "-c", "copy"));
        if (encode) {
            encoder(command, preset, "");
            command.addAll(List.of("-force_key_frames:v", "source", "-g:v", "9999"));
        }
        return end(command);
    }

    /**
     * The command that puts bare audio frames into a transport stream.
     *
     * @param stamp time stamp of the first frame, in ticks; may be negative
     */
    static List<String> pack(String ffmpeg, String file, PackedAudio.Codec codec, long stamp) {
        List<String> command = begin(ffmpeg);
        command.addAll(List.of("-itsoffset", decimal((double) stamp / Stamp.HZ)));
        command.addAll(List.of("-f", codec.name().toLowerCase(Locale.ROOT), "-i", file, "-map", "0:a:0", "-c", "copy"));
        return end(command);
    }

    /** The command that converts {@link #VIDEO_FILE} and {@link #AUDIO_FILE}. */
    static List<String> of(Job job) {
        List<String> command = begin(job.ffmpeg());
        ConversionPlan plan = job.plan();
        if (plan.video() == ConversionPlan.Video.STILL) {
            long first = -Math.floorDiv(-job.begin(), PICTURE);
            long pictures = -Math.floorDiv(-job.end(), PICTURE) - first;
            command.addAll(List.of("-itsoffset", decimal((double) first / FPS), "-f", "lavfi", "-i"));
            command.add("color=c=0x14161c:s=1280x720:r=" + FPS + ",trim=end_frame=" + Math.max(1, pictures));
        } else {
            command.addAll(List.of("-f", "mpegts", "-i", VIDEO_FILE));
        }
        if (plan.audio() == ConversionPlan.Audio.SILENCE) {
            long samples = (job.nextAudioFrame() - job.firstAudioFrame()) * FRAME;
            command.addAll(List.of("-itsoffset", decimal(seconds(job.firstAudioFrame())), "-f", "lavfi", "-i"));
            command.add("anullsrc=r=" + RATE + ":cl=stereo,atrim=end_sample=" + Math.max(FRAME, samples));
        } else {
            command.addAll(List.of("-f", "mpegts", "-i", AUDIO_FILE));
        }
        command.addAll(List.of("-map", "0:v:0", "-map", "1:a:0"));
        video(command, job);
        audio(command, job);
        return end(command);
    }

    private static List<String> begin(String ffmpeg) {
        return new ArrayList<>(List.of(ffmpeg, "-hide_banner", "-nostdin", "-loglevel", "error", "-y", "-copyts"));
    }

    private static List<String> end(List<String> command) {
        command.addAll(List.of("-muxdelay", "0", "-muxpreload", "0", "-avoid_negative_ts", "disabled"));
        // One PES packet for each audio frame, so that AudioTrim can drop single frames.
        command.addAll(List.of("-pes_payload_size", "0", "-f", "mpegts", OUTPUT_FILE));
        return List.copyOf(command);
    }

    private static void video(List<String> command, Job job) {
        String trim = "trim=start=" + decimal((double) job.begin() / Stamp.HZ - 0.001) + ",";
        switch (job.plan().video()) {
            case COPY -> command.addAll(List.of("-c:v", "copy"));
            case ENCODE -> {
                encoder(command, job.preset(), trim);
                command.addAll(List.of("-force_key_frames:v", "source", "-g:v", "9999"));
            }
            case REKEY -> {
                encoder(command, job.preset(), trim);
                command.addAll(List.of(
                        "-force_key_frames:v",
                        "expr:isnan(prev_forced_t)+gte(n,prev_forced_n+" + job.gop() + ")+gte(t,prev_forced_t+1.99)",
                        "-g:v",
                        "9999"));
            }
            case STILL -> {
                encoder(command, job.preset(), "");
                command.addAll(List.of("-tune:v", "stillimage", "-g:v", "" + 2 * FPS));
            }
        }
    }

    private static void encoder(List<String> command, String preset, String filter) {
        command.addAll(List.of("-c:v", "libx264", "-preset:v", preset, "-profile:v", "high", "-threads:v", "2"));
        command.addAll(List.of("-crf:v", "21", "-maxrate:v", "6000k", "-bufsize:v", "9000k"));
        command.addAll(List.of("-bf:v", "0", "-sc_threshold:v", "0"));
        // Keep the time stamp of every picture.
        command.addAll(List.of("-fps_mode:v", "passthrough", "-enc_time_base:v", "1:90000"));
        String scale = "scale=-2:'min(1080,floor(ih/2)*2)':flags=bicubic,setsar=1,format=yuv420p";
        command.addAll(List.of("-vf", filter + scale));
    }

    private static void audio(List<String> command, Job job) {
        if (job.plan().audio() == ConversionPlan.Audio.COPY) {
            command.addAll(List.of("-c:a", "copy"));
            return;
        }
        command.addAll(List.of("-c:a", "aac", "-ac", "2", "-b:a", "128k"));
        if (job.plan().audio() == ConversionPlan.Audio.ENCODE) {
            long first = (job.firstAudioFrame() - WARM_UP) * FRAME;
            // Without earlier audio, begin with silence, so that the encoder's frames are on the time grid.
            command.addAll(List.of(
                    "-af",
                    job.audioBefore()
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

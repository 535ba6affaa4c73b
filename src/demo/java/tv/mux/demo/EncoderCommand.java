package tv.mux.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The FFmpeg command of a synthetic input. No two pictures of an input are equal, so that tests can identify them. */
final class EncoderCommand {
    private EncoderCommand() {}

    /**
     * The command that writes the input's transport stream to standard output, as fast as the stream is read.
     *
     * @param epochSeconds the time that the first picture shows, in seconds since the epoch
     * @param text whether this FFmpeg can draw text
     */
    static List<String> encode(String ffmpeg, Spec spec, double epochSeconds, boolean text) {
        List<String> command = new ArrayList<>(List.of(ffmpeg, "-hide_banner", "-nostdin", "-loglevel", "error"));
        command.addAll(List.of("-f", "lavfi", "-i", text ? picture(spec, epochSeconds) : bars(spec)));
        command.addAll(List.of("-f", "lavfi", "-i", "sine=frequency=" + spec.toneHz() + ":sample_rate=48000"));
        command.addAll(List.of("-map", "0:v", "-map", "1:a"));
        String gop = String.valueOf(spec.gopFrames());
        command.addAll(List.of("-c:v", "libx264", "-preset", "ultrafast", "-profile:v", "high", "-threads", "2"));
        command.addAll(List.of("-bf", "0", "-g", gop, "-keyint_min", gop, "-sc_threshold", "0"));
        command.addAll(List.of("-b:v", spec.kbps() + "k", "-maxrate", spec.kbps() * 6 / 5 + "k"));
        command.addAll(List.of("-bufsize", spec.kbps() + "k", "-pix_fmt", "yuv420p"));
        command.addAll(List.of("-af", "volume=0.4", "-c:a", "aac", "-b:a", "96k", "-ac", "2"));
        command.addAll(List.of("-f", "mpegts", "-muxdelay", "0", "-muxpreload", "0", "pipe:1"));
        return command;
    }

    /** The command that exits with code 0 if FFmpeg can draw text, which requires the filter and a font. */
    static List<String> probeText(String ffmpeg) {
        return List.of(
                ffmpeg,
                "-hide_banner",
                "-nostdin",
                "-loglevel",
                "quiet",
                "-f",
                "lavfi",
                "-i",
                "color=s=64x64,drawtext=text=x:font=Sans",
                "-frames:v",
                "1",
                "-f",
                "null",
                "-");
    }

    private static String bars(Spec spec) {
        return "testsrc2=s=" + spec.width() + "x" + spec.height() + ":r=" + spec.fps();
    }

    /**
     * A slowly turning gradient with name, clock and frame mark. Drawn small and scaled up, for a fifth of the work.
     */
    private static String picture(Spec spec, double epochSeconds) {
        int hue = Spec.hue(spec.name());
        String gradient = String.format(
                Locale.ROOT,
                "gradients=s=160x90:r=%d:n=3:c0=%s:c1=%s:c2=%s:speed=0.01:x0=0:y0=0:x1=159:y1=89,format=yuv420p,"
                        + "scale=%d:%d:flags=bilinear,setsar=1",
                spec.fps(),
                colour(hue, 0.6, 0.14),
                colour(hue, 0.6, 0.45),
                colour(hue + 30, 0.5, 0.12),
                spec.width(),
                spec.height());
        int letters = spec.name().length();
        double size = Math.min(spec.height() / 2.6, spec.width() * 1.25 / letters);
        return String.join(
                ",",
                gradient,
                text(spec.name().toUpperCase(Locale.ROOT), size, "(w-tw)/2", "h*0.38-th/2"),
                text(
                        String.format(Locale.ROOT, "%%{pts\\:localtime\\:%.3f}", epochSeconds),
                        spec.height() / 11.0,
                        "(w-tw)/2",
                        "h*0.72"),
                // A pseudo-random number: a P picture contains only the difference, which must be unique too.
                text("%{eif\\:mod(n*1103515245\\,2147483647)\\:x\\:8}", spec.height() / 22.0, "w-tw-h/20", "h*0.92"));
    }

    private static String text(String text, double size, String x, String y) {
        return String.format(
                Locale.ROOT, "drawtext=font=Sans:fontcolor=white:fontsize=%.0f:x=%s:y=%s:text='%s'", size, x, y, text);
    }

    /** An RGB colour in FFmpeg syntax, from hue (degrees), saturation and lightness (0 to 1). */
    private static String colour(int hue, double saturation, double lightness) {
        double chroma = saturation * Math.min(lightness, 1 - lightness);
        long rgb = 0;
        for (int channel : new int[] {0, 8, 4}) {
            double k = (channel + hue / 30.0) % 12;
            double value = lightness - chroma * Math.max(-1, Math.min(Math.min(k - 3, 9 - k), 1));
            rgb = rgb << 8 | Math.round(value * 255);
        }
        return String.format(Locale.ROOT, "0x%06x", rgb);
    }
}

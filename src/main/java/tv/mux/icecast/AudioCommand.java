package tv.mux.icecast;

import java.util.ArrayList;
import java.util.List;
import tv.mux.config.Config;
import tv.mux.playout.OutputFormat;

/**
 * Builds the command lines of the FFmpeg processes that decode and encode audio. The processes read stdin and write
 * stdout; their arguments contain no address and no secret. Pure.
 */
final class AudioCommand {
    private AudioCommand() {}

    /**
     * The command that decodes the first audio track of a transport stream to PCM. Gaps between time stamps become
     * silence, so that the output is as long as the input.
     */
    static List<String> decoder(String ffmpeg, OutputFormat format) {
        List<String> arguments = common(ffmpeg);
        arguments.addAll(List.of("-probesize", "32768", "-analyzeduration", "200000", "-f", "mpegts", "-i", "pipe:0"));
        arguments.addAll(List.of("-vn", "-map", "0:a:0", "-af", "aresample=async=1:min_hard_comp=0.1"));
        arguments.addAll(pcm(format));
        arguments.addAll(List.of("-flush_packets", "1", "pipe:1"));
        return List.copyOf(arguments);
    }

    /** The command that encodes PCM to MP3 or AAC frames. Each frame is written at once, without headers or tags. */
    static List<String> encoder(String ffmpeg, OutputFormat format) {
        List<String> arguments = common(ffmpeg);
        arguments.addAll(List.of("-probesize", "32", "-analyzeduration", "0"));
        arguments.addAll(pcm(format));
        arguments.addAll(List.of("-i", "pipe:0", "-b:a", "" + format.bitrate()));
        if (format.codec() == Config.AudioFormat.MP3) {
            // Without a bit reservoir, no frame depends on another. A dropped frame or a new encoder damages no other.
            arguments.addAll(List.of("-c:a", "libmp3lame", "-reservoir", "0"));
            arguments.addAll(List.of("-write_xing", "0", "-id3v2_version", "0", "-f", "mp3"));
        } else {
            arguments.addAll(List.of("-c:a", "aac", "-f", "adts"));
        }
        arguments.addAll(List.of("-flush_packets", "1", "pipe:1"));
        return List.copyOf(arguments);
    }

    private static List<String> common(String ffmpeg) {
        return new ArrayList<>(List.of(ffmpeg, "-hide_banner", "-nostdin", "-nostats", "-loglevel", "level+warning"));
    }

    private static List<String> pcm(OutputFormat format) {
        return List.of("-f", "s16le", "-ar", "" + format.rate(), "-ac", "" + OutputFormat.CHANNELS);
    }
}

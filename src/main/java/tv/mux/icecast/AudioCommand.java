package tv.mux.icecast;

import java.util.ArrayList;
import java.util.List;
import tv.mux.config.Config;
import tv.mux.playout.PcmFormat;

/** The words FFmpeg is called with. It gets audio on stdin and gives audio on stdout; it is told no address. Pure. */
final class AudioCommand {
    private AudioCommand() {}

    /**
     * Makes plain samples of a transport stream's first audio track. What its stamps leave out becomes silence, so that
     * as much comes out as time passes.
     */
    static List<String> decoder(String ffmpeg, PcmFormat sound) {
        List<String> words = words(ffmpeg);
        words.addAll(List.of("-probesize", "32768", "-analyzeduration", "200000", "-f", "mpegts", "-i", "pipe:0"));
        words.addAll(List.of("-vn", "-map", "0:a:0", "-af", "aresample=async=1:min_hard_comp=0.1"));
        words.addAll(plain(sound));
        words.addAll(List.of("-flush_packets", "1", "pipe:1"));
        return List.copyOf(words);
    }

    /** Makes frames of plain samples, each as soon as it can be: no header before them, no tag among them. */
    static List<String> encoder(String ffmpeg, PcmFormat sound) {
        List<String> words = words(ffmpeg);
        words.addAll(List.of("-probesize", "32", "-analyzeduration", "0"));
        words.addAll(plain(sound));
        words.addAll(List.of("-i", "pipe:0", "-b:a", "" + sound.bitrate()));
        words.addAll(
                sound.format() == Config.AudioFormat.MP3
                        // Every frame stands alone: where one is left out, or another encoder goes on, nothing else is
                        // hurt.
                        ? List.of(
                                "-c:a",
                                "libmp3lame",
                                "-reservoir",
                                "0",
                                "-write_xing",
                                "0",
                                "-id3v2_version",
                                "0",
                                "-f",
                                "mp3")
                        : List.of("-c:a", "aac", "-f", "adts"));
        words.addAll(List.of("-flush_packets", "1", "pipe:1"));
        return List.copyOf(words);
    }

    private static List<String> words(String ffmpeg) {
        return new ArrayList<>(List.of(ffmpeg, "-hide_banner", "-nostdin", "-nostats", "-loglevel", "level+warning"));
    }

    private static List<String> plain(PcmFormat sound) {
        return List.of("-f", "s16le", "-ar", "" + sound.rate(), "-ac", "" + PcmFormat.CHANNELS);
    }
}

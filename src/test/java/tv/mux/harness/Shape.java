package tv.mux.harness;

import java.util.List;

/**
 * What an input may be like.
 *
 * @param name as it stands in its address, and what the scheduler calls it
 * @param codecs how its test picture and its tone are encoded
 * @param outputs how FFmpeg puts that into playlists: the arguments of each output
 * @param master what its {@code live.m3u8} says where that is a master playlist; empty where an output writes it
 * @param converted what Mux is to do to it before it is passed on; empty where its pictures and its sound are passed on
 *     as they are
 * @param ownPictures whether the output shows its own pictures
 */
public record Shape(
        String name, String codecs, List<String> outputs, String master, String converted, boolean ownPictures) {
    private static final String X264 =
            "-pix_fmt yuv420p -c:v libx264 -preset ultrafast -keyint_min 50 -g 50 -sc_threshold 0 -c:a aac -b:a 64k -ac 2";
    private static final String X265 = "-pix_fmt yuv420p -c:v libx265 -preset ultrafast -x265-params"
            + " log-level=none:keyint=50:min-keyint=50:scenecut=0 -c:a aac -b:a 64k";
    private static final String COPY = "-c copy -f hls -hls_list_size 0 -hls_time ";

    /** AES-128 with the key beside the segments: FFmpeg reads here where it lies, and how it is to be called. */
    static final String KEY_INFO = "key-info";

    public static final Shape FMP4 =
            passedOn("fmp4", List.of(COPY + "2 -bsf:a aac_adtstoasc -hls_segment_type fmp4 live.m3u8"), "");

    public static final Shape MASTER = passedOn(
            "master",
            List.of(
                    COPY + "2 high.m3u8",
                    "-c:a copy -vf scale=160:90 -c:v libx264 -preset ultrafast -g 50 -sc_threshold 0"
                            + " -f hls -hls_list_size 0 -hls_time 2 low.m3u8"),
            """
            #EXTM3U
            #EXT-X-STREAM-INF:BANDWIDTH=400000,RESOLUTION=160x90,CODECS="avc1.42c00b,mp4a.40.2"
            low.m3u8
            #EXT-X-STREAM-INF:BANDWIDTH=1500000,RESOLUTION=320x180,CODECS="avc1.42c00d,mp4a.40.2"
            high.m3u8
            """);

    public static final Shape SEPARATE_AUDIO = passedOn(
            "separate-audio",
            List.of("-an " + COPY + "2 video.m3u8", "-vn " + COPY + "3 audio.m3u8"),
            """
            #EXTM3U
            #EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="sound",NAME="main",DEFAULT=YES,URI="audio.m3u8"
            #EXT-X-STREAM-INF:BANDWIDTH=1500000,RESOLUTION=320x180,CODECS="avc1.42c00d,mp4a.40.2",AUDIO="sound"
            video.m3u8
            """);

    public static final Shape AES_128 =
            passedOn("aes-128", List.of(COPY + "2 -hls_key_info_file " + KEY_INFO + " live.m3u8"), "");

    public static final Shape HEVC = transcoded("hevc", X265, COPY + "2 live.m3u8", "its video is ");

    public static final Shape RARE_KEY_FRAMES =
            transcoded("rare-key-frames", X264.replace("50", "250"), COPY + "10 live.m3u8", "its key frames are ");

    public static final Shape AUDIO_ONLY =
            transcoded("audio-only", X264, "-vn " + COPY + "2 live.m3u8", "it has no video");

    public static final Shape VIDEO_ONLY =
            new Shape("video-only", X264, List.of("-an " + COPY + "2 live.m3u8"), "", "it has no audio", true);

    private static Shape passedOn(String name, List<String> outputs, String master) {
        return new Shape(name, X264, outputs, master, "", true);
    }

    private static Shape transcoded(String name, String codecs, String output, String converted) {
        return new Shape(name, codecs, List.of(output), "", converted, false);
    }
}

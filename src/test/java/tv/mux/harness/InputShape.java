package tv.mux.harness;

import java.util.List;

/**
 * The codecs, container and playlists of a test input.
 *
 * @param name part of the address, and the title that the scheduler sends
 * @param codecs FFmpeg arguments that encode the test picture and the tone
 * @param outputs FFmpeg arguments of each output; an output writes one playlist
 * @param master text of {@code live.m3u8} if it is a master playlist, or empty if an output writes that file
 * @param conversion start of the reason why Mux must convert the input, or empty if Mux passes it through
 * @param keepsPictures whether Mux passes the pictures through
 */
public record InputShape(
        String name, String codecs, List<String> outputs, String master, String conversion, boolean keepsPictures) {
    private static final String X264 =
            "-pix_fmt yuv420p -c:v libx264 -preset ultrafast -keyint_min 50 -g 50 -sc_threshold 0 -c:a aac -b:a 64k -ac 2";
    private static final String X265 = "-pix_fmt yuv420p -c:v libx265 -preset ultrafast -x265-params"
            + " log-level=none:keyint=50:min-keyint=50:scenecut=0 -c:a aac -b:a 64k";
    private static final String COPY = "-c copy -f hls -hls_list_size 0 -hls_time ";

    /** The file from which FFmpeg reads the address and the path of the AES-128 key. */
    static final String KEY_INFO = "key-info";

    public static final InputShape FMP4 =
            passedThrough("fmp4", List.of(COPY + "2 -bsf:a aac_adtstoasc -hls_segment_type fmp4 live.m3u8"), "");

    public static final InputShape MASTER = passedThrough(
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

    public static final InputShape SEPARATE_AUDIO = passedThrough(
            "separate-audio",
            List.of("-an " + COPY + "2 video.m3u8", "-vn " + COPY + "3 audio.m3u8"),
            """
            #EXTM3U
            #EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="sound",NAME="main",DEFAULT=YES,URI="audio.m3u8"
            #EXT-X-STREAM-INF:BANDWIDTH=1500000,RESOLUTION=320x180,CODECS="avc1.42c00d,mp4a.40.2",AUDIO="sound"
            video.m3u8
            """);

    public static final InputShape AES_128 =
            passedThrough("aes-128", List.of(COPY + "2 -hls_key_info_file " + KEY_INFO + " live.m3u8"), "");

    public static final InputShape HEVC = transcoded("hevc", X265, COPY + "2 live.m3u8", "its video is ");

    public static final InputShape RARE_KEY_FRAMES =
            transcoded("rare-key-frames", X264.replace("50", "250"), COPY + "10 live.m3u8", "its key frames are ");

    public static final InputShape AUDIO_ONLY =
            transcoded("audio-only", X264, "-vn " + COPY + "2 live.m3u8", "it has no video");

    public static final InputShape VIDEO_ONLY =
            new InputShape("video-only", X264, List.of("-an " + COPY + "2 live.m3u8"), "", "it has no audio", true);

    private static InputShape passedThrough(String name, List<String> outputs, String master) {
        return new InputShape(name, X264, outputs, master, "", true);
    }

    private static InputShape transcoded(String name, String codecs, String output, String conversion) {
        return new InputShape(name, codecs, List.of(output), "", conversion, false);
    }
}

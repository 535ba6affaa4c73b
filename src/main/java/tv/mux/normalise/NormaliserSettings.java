package tv.mux.normalise;

/**
 * The settings that every {@link InputNormaliser} works by.
 *
 * @param ffmpeg path of the FFmpeg program
 * @param preset preset of x264
 * @param gop maximum number of pictures between key frames if the key frames of the source are too far apart
 * @param targetMs maximum duration of an output segment in milliseconds
 * @param transcodes whether to transcode what players cannot play, and to add missing audio or video
 * @param maxBytes maximum size in bytes of one piece, and of each set of segments that is kept to make the next piece
 */
public record NormaliserSettings(
        String ffmpeg, String preset, int gop, long targetMs, boolean transcodes, int maxBytes) {}

package tv.mux.ladder;

import tv.mux.model.PendingSegment;
import tv.mux.ts.TsSegment;

/**
 * A finished file of one rendition, parsed.
 *
 * @param file path and size of the file
 * @param media time stamps and tracks found in the file
 */
public record RenditionFile(PendingSegment.File file, TsSegment media) {}

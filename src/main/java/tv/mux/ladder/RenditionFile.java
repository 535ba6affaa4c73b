package tv.mux.ladder;

import tv.mux.model.PendingSegment;
import tv.mux.ts.TsSegment;

/** A finished segment file of one rendition, and the media that was parsed from it. */
public record RenditionFile(PendingSegment.File file, TsSegment media) {}

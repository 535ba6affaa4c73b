package tv.mux.indexing;

class MemoryIndexTest extends IndexContract {
    @Override
    SharedIndex empty() {
        return new MemoryIndex();
    }
}

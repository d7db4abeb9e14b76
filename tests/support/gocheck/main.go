// Command gocheck checks an Ombud log with the code that checks Go's own module log: a second opinion, written by
// other people in another language.
//
//	gocheck checkpoint DIR VKEY                 the signature; prints the size
//	gocheck root DIR VKEY                       recompute the root from the published hashes
//	gocheck inclusion DIR VKEY INDEX            the entry in the published bundle stands under the signed root
//	gocheck consistency DIR VKEY SIZE ROOT      the log begins with the one that had this size and root (base 64)
//	gocheck receipt FILE VKEY LEAF              the proof in a .tlog-proof file holds for this leaf (base 64)
//
// It exits with 1 and a line on standard error when something does not hold.
package main

import (
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func main() {
	if len(os.Args) < 4 {
		fmt.Fprintln(os.Stderr, "usage: gocheck checkpoint|root|inclusion|consistency|receipt PATH VKEY ...")
		os.Exit(2)
	}
	said, err := run(os.Args[1], os.Args[2], os.Args[3], os.Args[4:])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println(said)
}

func run(what, path, vkey string, rest []string) (string, error) {
	if what == "receipt" {
		return receipt(path, vkey, rest[0])
	}
	signed, err := os.ReadFile(filepath.Join(path, "checkpoint"))
	if err != nil {
		return "", err
	}
	head, err := open(signed, vkey)
	if err != nil {
		return "", err
	}
	hashes := published{path, head.N}
	switch what {
	case "checkpoint":
		return strconv.FormatInt(head.N, 10), nil
	case "root":
		root, err := tlog.TreeHash(head.N, hashes)
		if err == nil && root != head.Hash {
			err = errors.New("the published hashes lead to another root")
		}
		return root.String(), err
	case "inclusion":
		return inclusion(head, hashes, rest[0])
	case "consistency":
		return consistency(head, hashes, rest[0], rest[1])
	}
	return "", fmt.Errorf("cannot check %q", what)
}

func open(signed []byte, vkey string) (tlog.Tree, error) {
	verifier, err := note.NewVerifier(vkey)
	if err != nil {
		return tlog.Tree{}, err
	}
	opened, err := note.Open(signed, note.VerifierList(verifier))
	if err != nil {
		return tlog.Tree{}, err
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[0] != verifier.Name() {
		return tlog.Tree{}, errors.New("the checkpoint is not three lines, or of another log")
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		return tlog.Tree{}, err
	}
	root, err := tlog.ParseHash(lines[2])
	return tlog.Tree{N: size, Hash: root}, err
}

func inclusion(head tlog.Tree, hashes published, index string) (string, error) {
	at, err := strconv.ParseInt(index, 10, 64)
	if err != nil {
		return "", err
	}
	leaf, err := hashes.entry(at)
	if err != nil {
		return "", err
	}
	proof, err := tlog.ProveRecord(head.N, at, hashes)
	if err != nil {
		return "", err
	}
	return string(leaf), tlog.CheckRecord(proof, head.N, head.Hash, at, tlog.RecordHash(leaf))
}

func consistency(head tlog.Tree, hashes published, size, root string) (string, error) {
	old, err := strconv.ParseInt(size, 10, 64)
	if err != nil {
		return "", err
	}
	oldRoot, err := tlog.ParseHash(root)
	if err != nil {
		return "", err
	}
	proof, err := tlog.ProveTree(head.N, old, hashes)
	if err != nil {
		return "", err
	}
	return "consistent", tlog.CheckTree(proof, head.N, head.Hash, old, oldRoot)
}

func receipt(path, vkey, leaf string) (string, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return "", err
	}
	proofText, checkpoint, found := strings.Cut(string(data), "\n\n")
	lines := strings.Split(proofText, "\n")
	if !found || len(lines) < 3 || lines[0] != "c2sp.org/tlog-proof@v1" {
		return "", errors.New("not a tlog-proof")
	}
	head, err := open([]byte(checkpoint), vkey)
	if err != nil {
		return "", err
	}
	at, err := strconv.ParseInt(strings.TrimPrefix(lines[2], "index "), 10, 64)
	if err != nil {
		return "", err
	}
	proof := tlog.RecordProof{}
	for _, line := range lines[3:] {
		hash, err := tlog.ParseHash(line)
		if err != nil {
			return "", err
		}
		proof = append(proof, hash)
	}
	entry, err := base64.StdEncoding.DecodeString(leaf)
	if err != nil {
		return "", err
	}
	return "included", tlog.CheckRecord(proof, head.N, head.Hash, at, tlog.RecordHash(entry))
}

// published reads hashes from the files of a log of the given size. It is a tlog.HashReader.
type published struct {
	dir  string
	size int64
}

func (p published) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	var hashes []tlog.Hash
	for _, index := range indexes {
		tile := tlog.TileForIndex(8, index)
		full := p.size >> uint(8*tile.L)
		if width := full - tile.N*256; width < 256 {
			tile.W = int(width)
		} else {
			tile.W = 256
		}
		data, err := os.ReadFile(filepath.Join(p.dir, filepath.FromSlash(c2spPath(tile))))
		if err != nil {
			return nil, err
		}
		hash, err := tlog.HashFromTile(tile, data, index)
		if err != nil {
			return nil, err
		}
		hashes = append(hashes, hash)
	}
	return hashes, nil
}

// c2spPath is the path without the tile height, which Go's own log has in front: tile/8/0/000 is tile/0/000 here.
func c2spPath(tile tlog.Tile) string {
	return "tile/" + strings.TrimPrefix(tile.Path(), "tile/8/")
}

func (p published) entry(index int64) ([]byte, error) {
	tile := tlog.Tile{H: 8, L: 0, N: index / 256, W: 256}
	if width := p.size - tile.N*256; width < 256 {
		tile.W = int(width)
	}
	path := strings.Replace(c2spPath(tile), "tile/0/", "tile/entries/", 1)
	data, err := os.ReadFile(filepath.Join(p.dir, filepath.FromSlash(path)))
	if err != nil {
		return nil, err
	}
	for skip := index % 256; ; skip-- {
		if len(data) < 2 {
			return nil, errors.New("the bundle ends too soon")
		}
		end := 2 + int(binary.BigEndian.Uint16(data))
		if len(data) < end {
			return nil, errors.New("the bundle ends too soon")
		}
		if skip == 0 {
			return data[2:end], nil
		}
		data = data[end:]
	}
}

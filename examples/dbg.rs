use goodhart::{tail::*,model::Proxy,expect::condition::*};
fn main(){
  let c=Catalogue::standard();
  let p=|s:&str| spec::parse(s,&c,&|_|Err("".into())).unwrap();
  let mut a=std::env::args().skip(1);
  let proxy=Proxy{value:p(&a.next().unwrap()),error:p(&a.next().unwrap())};
  let k=Conditioner::new(&proxy);
  for t in a { let s=std::time::Instant::now(); println!("{:#?} {:?}", k.above(t.parse().unwrap()), s.elapsed()); }
}
